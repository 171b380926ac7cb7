"""Simulated attacks: a picture on a screen, and a picture on paper, as they stand before the camera.

Both take a picture as `camera.py` makes it and give the scene that the attacker's victim camera sees, again in display
values, now from 0 to 3 because reflections may be brighter than white.
"""

import cv2
import numpy as np

from camera import between, grid, happens, lit, ratio, saturate, smooth_field, to_display, to_light


def reflections(chance, size):
    """Light that a glossy surface throws back: clouds, windows, lamps; 0 and up."""
    light = np.zeros((size, size), np.float32)
    for _ in range(chance.integers(1, 4)):
        if happens(chance, 0.5):
            cloud = smooth_field(chance, size, int(chance.integers(2, 5)))
            light += np.clip(cloud, 0, None) * between(chance, 0.1, 0.6)
        else:
            corners = np.float32([[0, 0], [1, 0], [1, 1], [0, 1]]) * between(chance, 0.1, 0.7)
            corners = corners + chance.uniform(-0.1, 0.8, 2) + chance.normal(0, 0.05, (4, 2))
            window = np.zeros((size, size), np.float32)
            cv2.fillPoly(window, [(corners * size).astype(np.int32)], 1.0)
            window = cv2.GaussianBlur(window, (0, 0), ratio(chance, 1, size * 0.06))
            light += window * between(chance, 0.1, 0.7)
    return light


def on_screen(chance, picture):
    """On a display: other colours, pixels of three colours, flicker, a veil of ambient light, reflections."""
    size = picture.shape[0]
    picture = saturate(picture, ratio(chance, 0.7, 1.5))
    picture = np.clip(picture * ratio(chance, 0.8, 1.9), 0, 1) ** np.float32(ratio(chance, 0.6, 1.3))
    coldness, tint = chance.normal(0.1, 0.14), chance.normal(0, 0.06)
    light = to_light(picture) * np.exp(np.float32([-coldness, tint, coldness]))
    rows, columns = grid(size)
    if happens(chance, 0.65):
        pitch, turn, depth = ratio(chance, 1.6, 9), between(chance, -0.5, 0.5), between(chance, 0, 0.75)
        across = columns * np.cos(turn) + rows * np.sin(turn)
        down = rows * np.cos(turn) - columns * np.sin(turn)
        lines = 1 - depth * 0.7 * (0.5 - 0.5 * np.cos(2 * np.pi * down / (pitch * between(chance, 0.98, 1.02))))
        for channel, shift in enumerate((0.0, 1 / 3, 2 / 3)):
            stripes = 1 - depth * (0.5 - 0.5 * np.cos(2 * np.pi * (across / pitch + shift)))
            light[..., channel] *= stripes * lines * (1 + depth)
    if happens(chance, 0.2):
        wave = np.cos(2 * np.pi * (rows / size * ratio(chance, 0.5, 6) + chance.random()))
        light *= (1 + between(chance, 0.05, 0.3) * wave)[..., None]
    ambient = np.float32([between(chance, 0.6, 1.2), 1.0, between(chance, 0.6, 1.2)])
    if happens(chance, 0.75):
        light = light + ratio(chance, 0.004, 0.12) * ambient
    if happens(chance, 0.5):
        light = light + (reflections(chance, size) * ratio(chance, 0.02, 0.35))[..., None] * ambient
    return to_display(np.clip(light, 0, 3)).astype(np.float32)


def on_paper(chance, picture):
    """In print: fewer colours, dots or streaks of ink, grain, sheen, a bent sheet, the room's light."""
    size = picture.shape[0]
    picture = saturate(picture, ratio(chance, 0.35, 1.1))
    white, black = between(chance, 0.75, 1.0), between(chance, 0.05, 0.28)
    picture = np.clip(picture, 0, 1) ** np.float32(ratio(chance, 0.7, 1.4)) * (white - black) + black
    picture = picture * np.exp(chance.normal(0, 0.07, 3)).astype(np.float32)
    if happens(chance, 0.6):
        picture = dotted(chance, picture)
    if happens(chance, 0.4):
        height = int(between(chance, 6, 60))
        for top in range(0, size, height):
            picture[top : top + max(1, height // 8)] *= between(chance, 0.93, 1.05)
    grain = cv2.GaussianBlur(chance.standard_normal((size, size), dtype=np.float32), (0, 0), ratio(chance, 0.6, 3))
    light = to_light(np.clip(picture * (1 + grain * between(chance, 0, 0.15))[..., None], 0, 1))
    if happens(chance, 0.55):
        light = light + (reflections(chance, size) * ratio(chance, 0.01, 0.3))[..., None]
    sheet = to_display(light).astype(np.float32)
    if happens(chance, 0.5):
        sheet = bent(chance, sheet)
    return lit(chance, sheet, 0.7)


def dotted(chance, picture):
    """Halftone dots, each ink at an angle of its own."""
    pitch, share, first = ratio(chance, 2, 7), between(chance, 0.05, 0.6), between(chance, 0, 1.5)
    rows, columns = grid(picture.shape[0])
    inks = []
    for channel in range(3):
        angle = first + channel * 0.52
        across = columns * np.cos(angle) + rows * np.sin(angle)
        down = rows * np.cos(angle) - columns * np.sin(angle)
        screen = 0.5 + 0.25 * (np.cos(2 * np.pi * across / pitch) + np.cos(2 * np.pi * down / pitch))
        dots = 1 / (1 + np.exp(-(picture[..., channel] - screen) * 6))
        inks.append(picture[..., channel] * (1 - share) + share * dots)
    return np.stack(inks, -1).astype(np.float32)


def bent(chance, sheet):
    """A sheet that is not flat: the picture moves in a wave, and the light with it."""
    size = sheet.shape[0]
    rows, columns = grid(size)
    height, phase, angle = between(chance, 0.02, 0.1) * size, between(chance, 0, 6.28), between(chance, 0, 3.14)
    along = (columns * np.cos(angle) + rows * np.sin(angle)) / size
    wave = 2 * np.pi * along * between(chance, 0.4, 1.2) + phase
    direction = angle + between(chance, -0.5, 0.5)
    moved = cv2.remap(
        sheet,
        (columns + height * np.sin(wave) * np.cos(direction)).astype(np.float32),
        (rows + height * np.sin(wave) * np.sin(direction)).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return (moved * np.exp(between(chance, -0.25, 0.25) * np.cos(wave))[..., None]).astype(np.float32)

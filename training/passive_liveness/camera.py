"""A simulated camera: light on the scene, lens, tone curve, sensor, compression.

Pictures are float32 arrays [height, width, 3] of red, green, blue from 0 to 1 in display values; light is computed in
linear values (display value to the power of 2.2). Every choice is drawn from the generator that is passed in.
"""

import cv2
import numpy as np

GAMMA = 2.2


def between(chance, low, high):
    """A number between two others."""
    return float(chance.uniform(low, high))


def ratio(chance, low, high):
    """A number between two others, every ratio being as likely as any other."""
    return float(np.exp(chance.uniform(np.log(low), np.log(high))))


def happens(chance, probability):
    """Whether something of this probability happens."""
    return chance.random() < probability


def to_light(picture):
    """From display values to light."""
    return np.clip(picture, 0, None) ** np.float32(GAMMA)


def to_display(light):
    """From light to display values."""
    return np.clip(light, 0, None) ** np.float32(1 / GAMMA)


def grid(size):
    """Row and column of every pixel."""
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    return rows, columns


def smooth_field(chance, size, knots):
    """A random surface of mean 0 and deviation about 1 without fine detail."""
    field = chance.standard_normal((knots, knots), dtype=np.float32)
    return cv2.resize(field, (size, size), interpolation=cv2.INTER_CUBIC)


def saturate(picture, factor):
    """More colour (above 1) or less (below 1) around the grey of every pixel."""
    grey = picture @ np.float32([0.299, 0.587, 0.114])
    return grey[..., None] + (picture - grey[..., None]) * np.float32(factor)


def lit(chance, picture, strength=1.0):
    """The scene under uneven light of another brightness and colour."""
    size = picture.shape[0]
    rows, columns = grid(size)
    slope = chance.normal(0, 1, 2).astype(np.float32)
    field = smooth_field(chance, size, 3) * between(chance, 0, 0.45) * strength
    field += (columns * slope[0] + rows * slope[1]) / size * between(chance, 0, 1.0) * strength
    warmth, tint = chance.normal(0, 0.18), chance.normal(0, 0.06)
    colour = np.exp(np.float32([warmth, tint, -warmth])) * ratio(chance, 0.18, 1.8)
    return to_display(to_light(picture) * np.exp(field)[..., None] * colour.astype(np.float32))


def through_lens(chance, picture, least, most):
    """Defocus of a radius between two numbers of pixels, sometimes with motion."""
    radius = ratio(chance, least, most)
    if happens(chance, 0.12):
        reach = max(2, int(between(chance, 2, 7) * max(1.0, radius)))
        kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
        angle = between(chance, 0, np.pi)
        step = (int(reach * np.cos(angle)), int(reach * np.sin(angle)))
        cv2.line(kernel, (reach - step[0], reach - step[1]), (reach + step[0], reach + step[1]), 1)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    return cv2.GaussianBlur(picture, (0, 0), radius) if radius > 0.25 else picture


def toned(chance, picture):
    """What the camera makes of light: shoulder, gamma, contrast, colour."""
    picture = np.clip(picture, 0, 1.5)
    if happens(chance, 0.5):
        picture = np.where(picture > 0.8, 0.8 + (1 - np.exp(-(picture - 0.8) / 0.25)) * 0.22, picture)
    picture = np.clip(picture, 0, 1) ** np.float32(ratio(chance, 0.75, 1.35))
    contrast = between(chance, -0.5, 0.9)
    picture = picture + contrast * picture * (1 - picture) * (picture - 0.5) * 2
    return np.clip(saturate(picture, ratio(chance, 0.55, 1.45)), 0, 1).astype(np.float32)


def sensed(chance, picture):
    """Noise of the sensor, and what cameras do against it: smoothing and sharpening."""
    noise = chance.standard_normal(picture.shape, dtype=np.float32)
    if happens(chance, 0.7):
        noise = cv2.GaussianBlur(noise, (0, 0), between(chance, 0.4, 0.9)) * between(chance, 1.2, 2.0)
    if happens(chance, 0.5):
        noise = saturate(noise, between(chance, 0.2, 0.9))
    amount = ratio(chance, 0.002, 0.07)
    picture = np.clip(picture + noise * amount * np.sqrt(np.clip(picture, 0, 1) * 0.8 + 0.2), 0, 1)
    smoothing = chance.random()
    if smoothing < 0.25:
        picture = cv2.bilateralFilter(picture, 5, between(chance, 0.03, 0.12), between(chance, 1, 3))
    elif smoothing < 0.35:
        picture = cv2.medianBlur((picture * 255).astype(np.uint8), 3).astype(np.float32) / 255
    if happens(chance, 0.45):
        soft = cv2.GaussianBlur(picture, (0, 0), between(chance, 0.7, 1.8))
        picture = np.clip(picture + (picture - soft) * between(chance, 0.2, 1.6), 0, 1)
    return picture.astype(np.float32)


def compressed(chance, picture, quality):
    """As a JPEG of some quality."""
    sampling = (
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420 if happens(chance, 0.75) else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
    )
    options = [cv2.IMWRITE_JPEG_QUALITY, int(quality), cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    pixels = (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
    written = cv2.imencode(".jpg", pixels[:, :, ::-1], options)[1]
    return cv2.imdecode(written, cv2.IMREAD_COLOR)[:, :, ::-1].astype(np.float32) / 255


def resized(picture, side):
    """The square picture with another side: an area average when it shrinks, bilinear when it grows."""
    method = cv2.INTER_AREA if side < picture.shape[0] else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(picture), (side, side), interpolation=method)


def captured(chance, picture, side, blur):
    """The picture that a camera takes of a scene, `side` pixels wide; `blur` is the range of its defocus in these."""
    per_pixel = picture.shape[0] / side
    picture = through_lens(chance, picture, blur[0] * per_pixel, blur[1] * per_pixel)
    picture = sensed(chance, toned(chance, resized(picture, side)))
    picture = compressed(chance, picture, ratio(chance, 35, 97))
    if happens(chance, 0.3):
        picture = resized(picture, int(side * between(chance, 0.6, 1.3)))
        picture = compressed(chance, picture, ratio(chance, 50, 97))
    return picture

"""A second opinion that sees no detail at all: how light and colour are distributed over the face.

Screens and prints change both: black is lifted by the veil of the room's light, white clips, colours fade, shift or
grow garish. It errs on other pictures than the network that sees detail does.
"""

import tensorflow as tf

layers = tf.keras.layers

LIGHT_STEPS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
SATURATION_STEPS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75)
STATISTICS = len(LIGHT_STEPS) + len(SATURATION_STEPS) + 7
# Steepness of a step: how softly a pixel counts as above it.
STEEPNESS = 40.0


def shares_above(values, steps):
    """Share of the pixels above each step, [N, steps], softly counted."""
    shares = [tf.reduce_mean(tf.sigmoid((values - step) * STEEPNESS), (1, 2)) for step in steps]
    return tf.stack(shares, 1)


def statistics(pictures):
    """Of pictures [N, side, side, 3], red, green, blue from 0 to 1: [N, STATISTICS]."""
    light = tf.reduce_mean(pictures, 3)
    highest, lowest = tf.reduce_max(pictures, 3), tf.reduce_min(pictures, 3)
    saturation = (highest - lowest) / (highest + 0.02)
    mean = tf.reduce_mean(light, (1, 2))
    deviation = tf.sqrt(tf.reduce_mean(tf.square(light - mean[:, None, None]), (1, 2)) + 1e-6)
    average = tf.reduce_mean(saturation, (1, 2))
    spread = tf.sqrt(tf.reduce_mean(tf.square(saturation - average[:, None, None]), (1, 2)) + 1e-6)
    channels = tf.reduce_mean(pictures, (1, 2)) / (mean[:, None] + 0.02)
    return tf.concat(
        [
            shares_above(light, LIGHT_STEPS),
            shares_above(saturation, SATURATION_STEPS),
            tf.stack([mean, deviation, average, spread], 1),
            channels,
        ],
        1,
    )


def build():
    """From statistics to the logit of life, [N, 1]."""
    given = layers.Input((STATISTICS,))
    values = layers.BatchNormalization(momentum=0.9)(given)
    values = layers.Dropout(0.1)(layers.Dense(32, "relu", kernel_regularizer=tf.keras.regularizers.L2(1e-3))(values))
    return tf.keras.Model(given, layers.Dense(1)(values))

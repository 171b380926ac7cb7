"""The network: a small residual one with two answers.

Input [N, 80, 80, 3], red, green, blue from 0 to 1. Output [N, 2], logits of life: one learned from the labels of the
simulation, one from a teacher's opinion. What ships gives their mean.
"""

import tensorflow as tf

SIDE = 80
# Channels of the first convolution and of the three stages, each at half the size of the one before.
CHANNELS = (12, 20, 32, 48)

layers = tf.keras.layers


def convolution(values, channels, size, stride):
    values = layers.Conv2D(channels, size, stride, "same", use_bias=False)(values)
    return layers.BatchNormalization()(values)


def residual(values, channels, stride):
    """Two convolutions beside a short cut."""
    inner = layers.ReLU()(convolution(values, channels, 3, stride))
    inner = convolution(inner, channels, 3, 1)
    if stride > 1:
        values = layers.AveragePooling2D(stride, padding="same")(values)
    if values.shape[-1] != channels:
        values = convolution(values, channels, 1, 1)
    return layers.ReLU()(layers.Add()([inner, values]))


def build():
    picture = layers.Input((SIDE, SIDE, 3))
    values = layers.Rescaling(2.0, -1.0)(picture)
    values = layers.ReLU()(convolution(values, CHANNELS[0], 5, 2))
    for channels in CHANNELS[1:]:
        values = residual(values, channels, 2)
    values = residual(values, CHANNELS[-1], 1)
    mean = layers.GlobalAveragePooling2D()(values)
    highest = layers.GlobalMaxPooling2D()(values)
    values = layers.Dropout(0.3)(layers.Concatenate()([mean, highest]))
    return tf.keras.Model(picture, layers.Dense(2)(values))

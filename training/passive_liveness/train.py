"""Trains the judge of detail and the judge of colours on simulated pictures.

    python train.py --pictures one.npz two.npz --teacher one-teacher.npy two-teacher.npy --epochs 8 --seed 0 --out trained

Without --teacher both answers learn from the labels. No real picture of an attack takes part: not in training, not in
choosing when to stop.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import numpy as np
import tensorflow as tf

import colours
import network

BATCH = 32
LEARNING_RATE = 2e-3
# Labels and opinions are never taken for certain.
SMOOTHING = 0.05
# By so much are a teacher's log-odds divided before they are learned.
TEMPERATURE = 2.0


def batch_of(chance, pictures, indices):
    """Pictures cut out anew, mirrored, brightened and tinted, [N, side, side, 3] from 0 to 1."""
    batch = np.empty((len(indices), network.SIDE, network.SIDE, 3), np.float32)
    for row, index in enumerate(indices):
        whole = pictures.shape[1]
        side = int(whole * chance.uniform(0.86, 1.0))
        left, top = chance.integers(0, whole - side + 1, 2)
        part = pictures[index, top : top + side, left : left + side]
        part = part[:, ::-1] if chance.random() < 0.5 else part
        size = (network.SIDE, network.SIDE)
        batch[row] = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
    count = len(indices)
    batch = batch / 255 * np.exp(chance.normal(0, 0.25, (count, 1, 1, 1)) + chance.normal(0, 0.05, (count, 1, 1, 3)))
    return (np.clip(batch, 0, 1) ** np.exp(chance.normal(0, 0.15, (count, 1, 1, 1)))).astype(np.float32)


def train_colours(pictures, wanted):
    """The judge of light and colour, from pictures as they are."""
    size = (network.SIDE, network.SIDE)
    given = []
    for picture in pictures:
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        given.append(colours.statistics(tf.constant(small[None])).numpy()[0])
    judge = colours.build()
    judge.compile(tf.keras.optimizers.Adam(3e-3), tf.keras.losses.BinaryCrossentropy(from_logits=True))
    judge.fit(np.stack(given), wanted, epochs=30, batch_size=64, verbose=0)
    return judge


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, nargs="+", required=True)
    parser.add_argument("--teacher", type=Path, nargs="*", default=[])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only-colours", action="store_true", help="train the judge of colours alone")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.keras.utils.set_random_seed(arguments.seed)
    chance = np.random.default_rng(arguments.seed)

    sets = [np.load(path) for path in arguments.pictures]
    pictures = np.concatenate([one["pictures"] for one in sets])
    live = np.concatenate([one["live"] for one in sets]).astype(np.float32)
    opinion = live
    if arguments.teacher:
        opinion = np.concatenate([np.load(path) for path in arguments.teacher])
        opinion = 1 / (1 + np.exp(-opinion / TEMPERATURE))
    targets = np.stack([live, opinion], 1).astype(np.float32) * (1 - 2 * SMOOTHING) + SMOOTHING

    arguments.out.mkdir(parents=True, exist_ok=True)
    train_colours(pictures, targets[:, :1]).save(arguments.out / "colours.keras")
    if arguments.only_colours:
        return
    tf.keras.utils.set_random_seed(arguments.seed)
    model = network.build()
    steps = len(pictures) // BATCH
    rate = tf.keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps * arguments.epochs, alpha=0.02)
    optimizer = tf.keras.optimizers.AdamW(rate, weight_decay=1e-3, clipnorm=1.0)

    @tf.function
    def step(batch, wanted):
        with tf.GradientTape() as tape:
            logits = model(batch, training=True)
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(wanted, logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    for epoch in range(arguments.epochs):
        order = chance.permutation(len(pictures))
        losses = []
        for start in range(0, steps * BATCH, BATCH):
            indices = order[start : start + BATCH]
            losses.append(float(step(batch_of(chance, pictures, indices), targets[indices])))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}", flush=True)
    model.save(arguments.out / "detail.keras")


if __name__ == "__main__":
    main()

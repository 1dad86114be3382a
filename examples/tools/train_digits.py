"""Trains the digits model and writes everything in examples/data but its README.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python train_digits.py ../data

Run once; its outputs are committed:
  * digits.parquet            597 held-out images: id BIGINT, label INT, features ARRAY<FLOAT>;
  * digits-mlp.safetensors    the float32 model, a multilayer perceptron 64 -> 256 -> 128 -> 10;
  * digits-mlp.json           what the tensors mean, for `nibble quantize`.

The data are the 1797 8x8 images of handwritten digits that scikit-learn ships. Pixels 0..16 become
features 0..1. A fixed split, stratified by digit, keeps 1200 images for training and holds out 597;
seeds are fixed, so the same versions on the same kind of machine give the same files.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from safetensors.numpy import save_file
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SEED = 7
HELD_OUT = 597
HIDDEN = (256, 128)
EPOCHS = 60


def split():
    """Features, labels, and the row numbers to train on and to hold out."""
    digits = load_digits()
    features = (digits.data / 16).astype(np.float32)
    rows = np.arange(len(features))
    training, held_out = train_test_split(
        rows, test_size=HELD_OUT, stratify=digits.target, random_state=SEED
    )
    return features, digits.target, training, np.sort(held_out)


def train(features, labels):
    """Weights (outputs x inputs) and biases, layer by layer, float32."""
    network = MLPClassifier(
        HIDDEN, batch_size=64, max_iter=EPOCHS, n_iter_no_change=EPOCHS, random_state=SEED
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is fixed
        network.fit(features, labels)
    return [
        (np.ascontiguousarray(weight.T, dtype=np.float32), bias.astype(np.float32))
        for weight, bias in zip(network.coefs_, network.intercepts_)
    ]


def logits(layers, x):
    for weight, bias in layers[:-1]:
        x = np.maximum(x @ weight.T + bias, 0)
    weight, bias = layers[-1]
    return x @ weight.T + bias


def architecture(layers):
    last = len(layers) - 1
    return {
        "architecture": "mlp",
        "input_width": layers[0][0].shape[1],
        "output_names": [str(digit) for digit in range(10)],
        "layers": [
            {
                "name": f"layers.{i}",
                "weight": f"layers.{i}.weight",
                "bias": f"layers.{i}.bias",
                "activation": "identity" if i == last else "relu",
            }
            for i in range(len(layers))
        ],
        "softmax": True,
    }


def write_model(folder, layers):
    tensors = {}
    for i, (weight, bias) in enumerate(layers):
        tensors[f"layers.{i}.weight"] = weight
        tensors[f"layers.{i}.bias"] = bias
    save_file(tensors, folder / "digits-mlp.safetensors")

    description = architecture(layers)
    (folder / "digits-mlp.json").write_text(json.dumps(description, indent=2) + "\n")


def write_rows(folder, features, labels, rows):
    schema = pa.schema(
        [
            pa.field("id", pa.int64(), nullable=False),
            pa.field("label", pa.int32(), nullable=False),
            pa.field("features", pa.list_(pa.field("element", pa.float32(), nullable=False))),
        ]
    )
    table = pa.table(
        [rows.astype(np.int64), labels[rows].astype(np.int32), list(features[rows])], schema
    )
    parquet.write_table(table, folder / "digits.parquet", compression="snappy")


def main(folder):
    features, labels, training, held_out = split()
    layers = train(features[training], labels[training])
    write_model(folder, layers)
    write_rows(folder, features, labels, held_out)
    for name, rows in (("training", training), ("held-out", held_out)):
        right = (logits(layers, features[rows]).argmax(axis=1) == labels[rows]).sum()
        print(f"{name}: {right} of {len(rows)} right, {100 * right / len(rows):.2f} %")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

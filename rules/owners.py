"""Turns the entities of third-party-web into rules/owners.tsv: one domain a line, with its owner and category.

See rules/owners.md for the source, its licence and how to run this. Reads the JSON file named on the command line,
writes the table to standard output.
"""

import json
import re
import sys

HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


def name(entity):
    """The entity's name on one line; UTF-8 that the source has encoded twice is set right."""
    text = " ".join(entity["name"].split())
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def rows(entities):
    """Domain -> (entity, category). `*.example.com` and `example.com` both stand for the domain and what is under it.

    Where two entities claim one domain, the first in the file keeps it.
    """
    table = {}
    for entity in entities:
        for written in entity["domains"]:
            domain = written.removeprefix("*.").lower()
            if not HOST.fullmatch(domain):
                sys.exit(f"{entity['name']}: {written!r} is not a domain")
            row = (name(entity), entity["category"])
            if table.setdefault(domain, row) != row:
                print(f"{domain}: kept {table[domain][0]}, not {row[0]}", file=sys.stderr)
    return table


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python3 rules/owners.py entities-nostats.json > rules/owners.tsv")
    with open(sys.argv[1], encoding="utf-8") as file:
        table = rows(json.load(file))
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("domain\tentity\tcategory")
    for domain, row in sorted(table.items()):
        print(domain, *row, sep="\t")


if __name__ == "__main__":
    main()

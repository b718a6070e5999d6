"""Reads pip's installation report; prints a line for each file: size, SHA-256, address, name.

pip's report names every wheel it would fetch, but not how large it is: the server is asked.
"""

import concurrent.futures
import json
import os
import sys
import urllib.parse
import urllib.request


def size_of(url):
    """Bytes behind `url`, without fetching them."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "file":
        return os.path.getsize(urllib.request.url2pathname(parts.path))
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=60) as answer:
        return int(answer.headers.get("Content-Length", 0))


def files_of(report):
    """(url, sha256, name) of each wheel; sha256 is "-" where the index gave none."""
    for item in report["install"]:
        info = item["download_info"]
        archive = info.get("archive_info", {})
        sha256 = archive.get("hashes", {}).get("sha256", "-")
        if sha256 == "-" and archive.get("hash", "").startswith("sha256="):
            sha256 = archive["hash"].removeprefix("sha256=")
        name = urllib.parse.unquote(urllib.parse.urlsplit(info["url"]).path.rsplit("/", 1)[-1])
        yield info["url"], sha256, name


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        files = sorted(files_of(json.load(file)), key=lambda entry: entry[2])
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for (url, sha256, name), size in zip(files, pool.map(lambda f: size_of(f[0]), files)):
            print(size, sha256, url, name, sep="\t")


try:
    main()
except OSError as error:
    sys.exit(f"{error}")

"""Compresses or decompresses files with Python's codecs: CODEC compress|decompress FROM TO FILE..., one pair per name."""
import gzip
import io
import struct
import sys

import lz4.frame
import snappy
import zstandard

XERIAL = b"\x82SNAPPY\x00" + struct.pack(">ii", 1, 1)


def to_xerial(data, block=32 * 1024):
    blocks = (snappy.compress(data[at:at + block]) for at in range(0, len(data), block))
    return XERIAL + b"".join(struct.pack(">i", len(one)) + one for one in blocks)


def from_xerial(data):
    if not data.startswith(XERIAL):
        raise ValueError("not the header that Java's clients write")
    at, out = len(XERIAL), []
    while at < len(data):
        (size,) = struct.unpack_from(">i", data, at)
        out.append(snappy.decompress(data[at + 4:at + 4 + size]))
        at += 4 + size
    return b"".join(out)


def zstd_stream(data):
    out = io.BytesIO()
    with zstandard.ZstdCompressor(level=3).stream_writer(out, closefd=False) as writer:
        for at in range(0, len(data), 10_000):
            writer.write(data[at:at + 10_000])
            writer.flush()
    return out.getvalue()


CODECS = {
    "gzip": (gzip.compress, gzip.decompress),
    "xerial": (to_xerial, from_xerial),
    "snappy": (snappy.compress, snappy.decompress),
    "lz4": (lz4.frame.compress, lz4.frame.decompress),
    "zstd": (zstandard.ZstdCompressor().compress, lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)),
    "zstd-stream": (zstd_stream, None),
}

codec, way, source, target, *names = sys.argv[1:]
convert = CODECS[codec][0 if way == "compress" else 1]
for name in names:
    with open(name + source, "rb") as file:
        data = file.read()
    with open(name + target, "wb") as file:
        file.write(convert(data))

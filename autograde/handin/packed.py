"""What a member of a zip holds, piece by piece: no piece is larger than was asked for.

`zipfile` unpacks what bzip2 and LZMA packed in one go; a few thousand bytes can then become
gigabytes. Here such a member ends where its own size says.
"""

import bz2
import copy
import lzma
import struct
import zipfile
import zlib

PIECE = 1_000_000  # bytes
LARGEST_DICTIONARY = 64 * 2**20  # bytes that unpacking LZMA may keep
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # are unpacked in pieces anyway


def pieces(archive, info):
    """Yield what a member holds.

    Parameters
    ----------
    archive : zipfile.ZipFile
    info : zipfile.ZipInfo
        The member.

    Raises
    ------
    Exception
        Of many kinds, if it is damaged, or packed in a form that is not known here.
    """
    if info.compress_type in PLAIN:
        with archive.open(info) as source:
            while piece := source.read(PIECE):
                yield piece
        return
    raw = copy.copy(info)
    raw.compress_type, raw.file_size, raw.CRC = zipfile.ZIP_STORED, info.compress_size, None
    size, check = 0, 0
    with archive.open(raw) as source:
        decoder = _decoder(info, source)
        while size < info.file_size and not decoder.eof:
            packed = source.read(PIECE) if decoder.needs_input else b""
            piece = decoder.decompress(packed, min(PIECE, info.file_size - size))
            if not packed and not piece:
                raise zipfile.BadZipFile("it ends too early")
            size, check = size + len(piece), zlib.crc32(piece, check)
            yield piece
    if size != info.file_size or check != info.CRC:
        raise zipfile.BadZipFile("it is not what was packed")


def _decoder(info, source):
    if info.compress_type == zipfile.ZIP_BZIP2:
        return bz2.BZ2Decompressor()
    if info.compress_type != zipfile.ZIP_LZMA:
        raise NotImplementedError(f"method {info.compress_type}")
    _, length = struct.unpack("<HH", source.read(4))
    marks, dictionary = struct.unpack("<BI", source.read(length)[:5])
    if dictionary > LARGEST_DICTIONARY:
        raise NotImplementedError(f"a dictionary of {dictionary} bytes")
    known = {"lc": marks % 9, "lp": marks // 9 % 5, "pb": marks // 45}
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": dictionary, **known}]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)

"""What has to be seen of an Excel workbook of before 2007 before a reader may have it.

Such a file is a container of sectors that are chained by tables, and a stream of records in it. A
reader follows a chain that bites its own tail until the memory is full, and holds every cell from
the first to the last, however far apart. Structures: [MS-CFB] and [MS-XLS] of Microsoft's open
specifications.
"""

import struct
from collections.abc import Iterator, Sequence

HEADER = struct.Struct("<24xHHHHH6xIIIIIIIII")
HEADER_BYTES = 512
SECTOR_BYTES = {3: 512, 4: 4096}  # by the version of the container
SHORT_SECTOR_BYTES, SHORT_BELOW = 64, 4096  # smaller streams are kept in short sectors
ENTRY_BYTES = 128
FIRST_RESERVED = 0xFFFFFFFA  # what is not less is no sector but the end of a chain, or unused
STREAMS = {"workbook", "book"}

BEGINNING, STRINGS, SEVERAL_NUMBERS = 0x0809, 0x00FC, 0x00BD
# Records that begin with their row and column.
CELLS = {0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406}
OLDER_BEGINNINGS = {0x0009, 0x0209, 0x0409}


def last_cells(content: bytes) -> list[tuple[int, int]]:
    """The number of rows and of columns of each part of a workbook, the first of which has none.

    Raises ValueError where the file is damaged.
    """
    try:
        container = _Container(content)
        found = [cells for stream in container.workbooks() for cells in _last_cells(stream)]
    except (struct.error, IndexError) as error:
        raise ValueError("The container is cut short.") from error
    if not found:
        raise ValueError("There is no workbook in the container.")
    return found


class _Container:
    """The container: its sectors, the table that chains them, and its directory."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        (_, version, order, shift, short_shift, _, _, directory, _, short_below) = HEADER.unpack(
            content[: HEADER.size]
        )[:10]
        self._size = SECTOR_BYTES.get(version, 0)
        if order != 0xFFFE or 1 << shift != self._size or 1 << short_shift != SHORT_SECTOR_BYTES:
            raise ValueError("The container is of no known version.")
        if short_below != SHORT_BELOW:
            raise ValueError("The container is of no known version.")
        self._table = self._numbers(self._table_sectors())
        _see_that_chains_end(self._table)
        (short,) = struct.unpack_from("<I", content, 60)
        self._short_table = self._numbers(self._chain(short))
        _see_that_chains_end(self._short_table)
        listing = b"".join(map(self._sector, self._chain(directory)))
        self._entries = [
            listing[start : start + ENTRY_BYTES] for start in range(0, len(listing), ENTRY_BYTES)
        ]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise ValueError("A chain leads out of the file.")
        return self._content[start : start + self._size]

    def _numbers(self, sectors: Sequence[int]) -> list[int]:
        """The numbers in some sectors, four bytes each."""
        joined = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4]))

    def _table_sectors(self) -> list[int]:
        """The sectors that hold the table: 109 in the header, and more in a chain of their own."""
        found = list(struct.unpack_from("<109I", self._content, 76))
        (following,) = struct.unpack_from("<I", self._content, 68)
        seen: set[int] = set()
        while following < FIRST_RESERVED:
            if following in seen:
                raise ValueError("A chain has no end.")
            seen.add(following)
            *more, following = self._numbers([following])
            found += more
        sectors = [number for number in found if number < FIRST_RESERVED]
        if len(set(sectors)) < len(sectors):
            raise ValueError("A sector stands twice.")
        return sectors

    def _chain(self, first: int) -> list[int]:
        return list(_chain(self._table, first))

    def workbooks(self) -> Iterator[bytes]:
        """The streams that hold a workbook: one as a rule, and one more for older programs."""
        root = self._entries[0]
        (short_start,) = struct.unpack_from("<I", root, 116)
        short = b""
        for entry in self._entries:
            # As readers do it: the name up to its first nought, whatever else the entry says.
            name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0].lower()
            if name not in STREAMS:
                continue
            long_size = self._size > HEADER_BYTES
            first, size = struct.unpack_from("<IQ" if long_size else "<II", entry, 116)
            if size >= SHORT_BELOW:
                yield b"".join(map(self._sector, self._chain(first)))[:size]
                continue
            short = short or b"".join(map(self._sector, self._chain(short_start)))
            places = [number * SHORT_SECTOR_BYTES for number in _chain(self._short_table, first)]
            yield b"".join(short[place : place + SHORT_SECTOR_BYTES] for place in places)[:size]


def _chain(table: list[int], first: int) -> Iterator[int]:
    """The sectors of a chain that is known to end."""
    while first < FIRST_RESERVED:
        yield first
        first = table[first]


def _see_that_chains_end(table: list[int]) -> None:
    """Raise ValueError where some chain of a table leads back to itself."""
    ends = bytearray(len(table))  # 1: this chain is being followed; 2: it ends
    for first in range(len(table)):
        followed = []
        number = first
        while number < len(table) and not ends[number]:
            ends[number] = 1
            followed.append(number)
            number = table[number]
        if number < len(table) and ends[number] == 1:
            raise ValueError("A chain has no end.")
        for each in followed:
            ends[each] = 2


def _last_cells(stream: bytes) -> Iterator[tuple[int, int]]:
    """Rows and columns of each part of a workbook's stream, and that it has the texts it counts."""
    rows = columns = start = 0
    is_begun = False
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        start += 4
        if kind in CELLS and size >= 4:
            row, column = struct.unpack_from("<HH", stream, start)
            if kind == SEVERAL_NUMBERS:
                (column,) = struct.unpack_from("<H", stream, start + size - 2)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == BEGINNING or kind in OLDER_BEGINNINGS:
            if is_begun:
                yield rows, columns
            rows = columns = 0
            is_begun = True
        elif kind == STRINGS and size >= 8:
            (count,) = struct.unpack_from("<I", stream, start + 4)
            if count > len(stream):
                raise ValueError("There are fewer texts than are counted.")
        start += size
    if is_begun:
        yield rows, columns

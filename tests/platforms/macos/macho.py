"""Reads Mach-O files: what a loader and a debugger take from them, and the code signature."""

import hashlib
import struct

PROCESSORS = {0x01000007: "x86_64", 0x0100000C: "arm64"}
MACOS = 1

# The load commands, without the bit that says that the loader must know them.
LC_SYMTAB, LC_ID_DYLIB, LC_SEGMENT_64, LC_UUID, LC_RPATH = 0x2, 0xD, 0x19, 0x1B, 0x1C
LC_CODE_SIGNATURE, LC_DYLD_INFO, LC_VERSION_MIN_MACOSX, LC_BUILD_VERSION, LC_DYLD_EXPORTS_TRIE = 0x1D, 0x22, 0x24, 0x32, 0x33
# A library, one that may be missing, one whose symbols are exported again, and one that is loaded at the first use.
LC_LOADS = {0xC, 0x18, 0x1F, 0x20}


def packed_version(value):
    return f"{value >> 16}.{value >> 8 & 255}"


def word_at(data, at):
    return data[at : data.index(b"\0", at)].decode()


class Slice:
    """The file of one processor in a universal file."""

    def __init__(self, data, offset=0):
        self.data, self.offset = data, offset
        magic, processor, _, self.kind, commands, _, self.flags, _ = struct.unpack_from("<8I", data)
        if magic != 0xFEEDFACF:
            raise ValueError(f"the file begins with {magic:#x}, and is not a 64-bit Mach-O file")
        self.processor = PROCESSORS.get(processor, f"{processor:#x}")
        self.install_name = self.minimum = self.platform = self.uuid = self.signature = self.symbols = None
        self.loads, self.rpaths, self.segments, self.sections, self.trie = [], [], [], {}, (0, 0)
        at = 32
        for _ in range(commands):
            command, size = struct.unpack_from("<2I", data, at)
            self.read_command(command & 0x7FFFFFFF, at)
            at += size

    def read_command(self, command, at):
        data = self.data
        if command == LC_ID_DYLIB:
            self.install_name = word_at(data, at + struct.unpack_from("<I", data, at + 8)[0])
        elif command in LC_LOADS:
            self.loads.append(word_at(data, at + struct.unpack_from("<I", data, at + 8)[0]))
        elif command == LC_RPATH:
            self.rpaths.append(word_at(data, at + struct.unpack_from("<I", data, at + 8)[0]))
        elif command == LC_UUID:
            self.uuid = data[at + 8 : at + 24]
        elif command == LC_BUILD_VERSION:
            self.platform, minimum = struct.unpack_from("<2I", data, at + 8)
            self.minimum = packed_version(minimum)
        elif command == LC_VERSION_MIN_MACOSX:
            self.platform, self.minimum = MACOS, packed_version(struct.unpack_from("<I", data, at + 8)[0])
        elif command == LC_CODE_SIGNATURE:
            self.signature = struct.unpack_from("<2I", data, at + 8)
        elif command == LC_DYLD_INFO:
            self.trie = struct.unpack_from("<2I", data, at + 40)
        elif command == LC_DYLD_EXPORTS_TRIE:
            self.trie = struct.unpack_from("<2I", data, at + 8)
        elif command == LC_SYMTAB:
            self.symbols = struct.unpack_from("<4I", data, at + 8)
        elif command == LC_SEGMENT_64:
            self.read_segment(at)

    def read_segment(self, at):
        name, address, _, offset, length, _, protection, count, _ = struct.unpack_from("<16s4Q4I", self.data, at + 8)
        self.segments.append((name.rstrip(b"\0").decode(), address, offset, length, protection))
        for section in range(at + 72, at + 72 + 80 * count, 80):
            name, segment, address, length, offset = struct.unpack_from("<16s16s2QI", self.data, section)
            self.sections[segment.rstrip(b"\0").decode() + "," + name.rstrip(b"\0").decode()] = (address, length, offset)

    def exports(self):
        """The exported names and their addresses, from the trie that the loader uses."""
        start, size = self.trie
        if not size:
            return {}
        text = next(address for name, address, *_ in self.segments if name == "__TEXT")
        found, pending = {}, [(0, b"")]
        while pending:
            node, prefix = pending.pop()
            at = start + node
            length, at = self.uleb(at)
            if length:
                _, place = self.uleb(at)
                found[prefix.decode()] = text + self.uleb(place)[0]
            at += length
            children, at = self.data[at], at + 1
            for _ in range(children):
                end = self.data.index(b"\0", at)
                edge = self.data[at:end]
                node, at = self.uleb(end + 1)
                pending.append((node, prefix + edge))
        return found

    def uleb(self, at):
        value = shift = 0
        while True:
            byte = self.data[at]
            value |= (byte & 127) << shift
            at, shift = at + 1, shift + 7
            if not byte & 128:
                return value, at

    def local_symbols(self):
        """How many symbols there are that no other file can refer to, those of the debugger included."""
        symbols, count, _, _ = self.symbols or (0, 0, 0, 0)
        return sum(not self.data[symbols + 16 * index + 4] & 1 for index in range(count))

    def public_symbols(self):
        """The names in the symbol table that are defined here and that other files can refer to, for tools such as nm."""
        symbols, count, strings, _ = self.symbols or (0, 0, 0, 0)
        entries = [struct.unpack_from("<I2B", self.data, symbols + 16 * index) for index in range(count)]
        return {word_at(self.data, strings + name) for name, kind, section in entries if kind & 0xF1 == 1 and section}

    def signature_problems(self):
        """Why the loader would refuse the signature."""
        if self.signature is None:
            yield "is not signed"
            return
        start, size = self.signature
        blob = self.data[start : start + size]
        magic, _, count = struct.unpack_from(">3I", blob)
        entries = dict(struct.unpack_from(">2I", blob, 12 + 8 * index) for index in range(count))
        if magic != 0xFADE0CC0 or 0 not in entries:
            yield "has a signature without a code directory"
            return
        if start + size != len(self.data):
            yield "has bytes after its signature"
        directory = blob[entries[0] :]
        (magic, length, _, flags, hashes, _, special, pages, limit, hash_size, hash_type, _, page_bits) = struct.unpack_from(
            ">9I4B", directory)
        if magic != 0xFADE0C02 or length > len(directory):
            yield "has an invalid code directory"
            return
        if not flags & 2:
            yield "has a signature that is not ad hoc"
        if hash_type != 2 or hash_size != 32:
            yield f"has hashes of type {hash_type}, not SHA-256"
            return
        if limit != start:
            yield f"has a signature of its first {limit} bytes, and {start} precede the signature"
        page = 1 << page_bits
        if pages != (limit + page - 1) // page:
            yield f"has a signature of {pages} pages, for {limit} bytes"
            return
        for index in range(pages):
            content = self.data[index * page : min((index + 1) * page, limit)]
            if hashlib.sha256(content).digest() != directory[hashes + 32 * index : hashes + 32 * index + 32]:
                yield f"was changed in page {index} after it was signed"


def parts(data):
    """The processor and the content of each part of a universal file."""
    if data[:4] != b"\xca\xfe\xba\xbe":
        return []
    count = struct.unpack_from(">I", data, 4)[0]
    headers = [struct.unpack_from(">5I", data, 8 + 20 * index) for index in range(count)]
    return [(PROCESSORS.get(processor, f"{processor:#x}"), data[start : start + size]) for processor, _, start, size, _ in headers]


def slices(data):
    """The parts of a universal file, or the file itself."""
    if data[:4] != b"\xca\xfe\xba\xbe":
        return [Slice(data)]
    count = struct.unpack_from(">I", data, 4)[0]
    headers = [struct.unpack_from(">5I", data, 8 + 20 * index) for index in range(count)]
    return [Slice(data[start : start + size], start) for _, _, start, size, _ in headers]

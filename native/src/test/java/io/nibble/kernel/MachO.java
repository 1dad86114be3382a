package io.nibble.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The load commands of a 64-bit library of macOS, as far as tests ask (mach-o/loader.h). */
final class MachO {
  static final int ARM64 = 0x0100000c;

  private static final int MAGIC = 0xfeedfacf;
  private static final int HEADER_BYTES = 32;
  private static final int SYMTAB = 0x2;
  private static final int LOAD_DYLIB = 0xc;
  private static final int CODE_SIGNATURE = 0x1d;
  private static final int BUILD_VERSION = 0x32;
  private static final int SYMBOL_BYTES = 16;
  private static final int PRIVATE_OR_DEBUGGING = 0xf0;
  private static final int EXTERNAL = 0x01;
  private static final int DEFINED_IN_SECTION = 0x0e;

  private final ByteBuffer bytes;
  private final List<String> needed = new ArrayList<>();
  private final List<String> exports = new ArrayList<>();
  private boolean signed;
  private String oldestMacOs;

  private MachO(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static MachO of(Path file) throws IOException {
    MachO library = new MachO(ByteBuffer.wrap(Files.readAllBytes(file)));
    library.bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (library.bytes.getInt(0) != MAGIC) {
      throw new IOException(file + " is no 64-bit Mach-O file");
    }
    library.readCommands();
    return library;
  }

  int cpu() {
    return bytes.getInt(4);
  }

  List<String> needed() {
    return needed;
  }

  /** Names as the linker sees them, with their underscore. */
  List<String> exports() {
    return exports;
  }

  boolean isSigned() {
    return signed;
  }

  String oldestMacOs() {
    return oldestMacOs;
  }

  private void readCommands() {
    int at = HEADER_BYTES;
    for (int left = bytes.getInt(16); left > 0; left--) {
      switch (bytes.getInt(at)) {
        case LOAD_DYLIB -> needed.add(string(at + bytes.getInt(at + 8)));
        case SYMTAB -> readSymbols(at);
        case CODE_SIGNATURE -> signed = true;
        case BUILD_VERSION -> oldestMacOs = version(bytes.getInt(at + 12));
        default -> {}
      }
      at += bytes.getInt(at + 4);
    }
  }

  private void readSymbols(int command) {
    int symbol = bytes.getInt(command + 8);
    int names = bytes.getInt(command + 16);
    for (int left = bytes.getInt(command + 12); left > 0; left--) {
      int type = bytes.get(symbol + 4);
      if ((type & (PRIVATE_OR_DEBUGGING | EXTERNAL)) == EXTERNAL
          && (type & DEFINED_IN_SECTION) == DEFINED_IN_SECTION) {
        exports.add(string(names + bytes.getInt(symbol)));
      }
      symbol += SYMBOL_BYTES;
    }
  }

  private static String version(int packed) {
    return (packed >> 16) + "." + (packed >> 8 & 0xff);
  }

  private String string(int start) {
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    return new String(bytes.array(), start, end - start, StandardCharsets.UTF_8);
  }
}

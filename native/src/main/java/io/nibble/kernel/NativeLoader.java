package io.nibble.kernel;

import java.io.IOException;
import java.io.InputStream;

/** Loads the library that the jar holds for this platform. */
final class NativeLoader {
  private static final String NAME = System.mapLibraryName("jniNibble");

  /** Held, because it is closed when it is forgotten. */
  private static LoadableFile file;

  private NativeLoader() {}

  static void load() throws IOException {
    file = LibraryFile.of(resource());
    try {
      System.load(file.path().toString());
    } catch (UnsatisfiedLinkError e) {
      throw unloadable("the jar's " + NAME + " cannot be loaded: " + e.getMessage(), e);
    } catch (IllegalCallerException e) {
      throw unloadable(
          "this JVM was told to refuse native code; start it with"
              + " --enable-native-access=ALL-UNNAMED",
          e);
    } finally {
      file.loaded();
    }
    NativeProvider.checkAbi();
  }

  private static UnsatisfiedLinkError unloadable(String reason, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(reason);
    error.initCause(cause);
    return error;
  }

  private static byte[] resource() throws IOException {
    String platform = Platform.here();
    String name = platform + "/" + NAME;
    try (InputStream in = NativeLoader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(
            "this build has no native library for the platform " + platform + " (no " + name + ")");
      }
      return in.readAllBytes();
    }
  }
}

# CMake's toolchain file for one target of zig, as zig names it:
#   cmake -DCMAKE_TOOLCHAIN_FILE=<this> -DNIBBLE_ZIG=<program> -DNIBBLE_TARGET=aarch64-linux-gnu.2.17
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES NIBBLE_ZIG NIBBLE_TARGET)
# A program would want the C++ library a second time, built for programs.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

if(NIBBLE_TARGET MATCHES "^x86_64-")
  set(CMAKE_SYSTEM_PROCESSOR x86_64)
  set(cpu x86_64)
else()
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
  set(cpu generic)
endif()
if(NIBBLE_TARGET MATCHES "-macos")
  set(CMAKE_SYSTEM_NAME Darwin)
else()
  set(CMAKE_SYSTEM_NAME Linux)
endif()

# Without a CPU, zig builds for the one it runs on where that is of the target's kind.
set(CMAKE_CXX_COMPILER ${NIBBLE_ZIG} c++ -target ${NIBBLE_TARGET} -mcpu=${cpu})
set(CMAKE_CXX_ARCHIVE_CREATE "${NIBBLE_ZIG} ar qc <TARGET> <OBJECTS>")
set(CMAKE_CXX_ARCHIVE_FINISH "${NIBBLE_ZIG} ranlib <TARGET>")

# Where Debian's packages qemu-user and libc6-arm64-cross put them.
if(NIBBLE_TARGET MATCHES "^aarch64-linux")
  set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)
endif()

# Sourced by the scripts beside it: the cross compiler and how CMake builds with it.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
zig="$("$here/zig.sh")"
export ZIG_GLOBAL_CACHE_DIR="$here/../target/zig/cache" ZIG_LOCAL_CACHE_DIR="$here/../target/zig/cache"

# cross_build DIRECTORY TARGET GOAL CMAKE_ARGUMENT...: builds GOAL for TARGET, as zig names it.
cross_build() {
  cmake -S "$here/.." -B "$1" -DCMAKE_TOOLCHAIN_FILE="$here/toolchain.cmake" -DNIBBLE_ZIG="$zig" \
    -DNIBBLE_TARGET="$2" "${@:4}"
  cmake --build "$1" --target "$3" --parallel 2
}

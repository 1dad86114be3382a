#!/usr/bin/env bash
# Checks what building Nibble needs: JDK >= 17, Maven >= 3.8, CMake >= 3.16, g++ >= 12 or
# clang >= 14, and GoogleTest for the native tests. As root on Debian or Ubuntu it installs what is
# missing; elsewhere it prints the line to run and fails. Says nothing when all is there.
#   native/prerequisites.sh [--sanitizers] [--python] [--platforms]
# --sanitizers: also a clang that can do what sanitize.sh asks; --python: also what python-tests.sh needs;
# --platforms: also what `mvn -Pplatforms` and platforms/test.sh need
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
sanitizers=
python=
platforms=
for argument in "$@"; do
  case $argument in
    --sanitizers) sanitizers=yes ;;
    --python) python=yes ;;
    --platforms) platforms=yes ;;
    *)
      echo "unknown argument: $argument; expected --sanitizers, --python or --platforms" >&2
      exit 2
      ;;
  esac
done

missing=()       # what is missing, for people
packages=()      # and the Debian packages that bring it

# at_least FOUND WANTED: true when version FOUND is WANTED or newer.
at_least() {
  [[ -n "$1" && "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" == "$2" ]]
}

# version_of PROGRAM ARGUMENT...: the first version number it prints; nothing without the program.
version_of() {
  command -v "$1" > /dev/null || return 0
  local colour=$'\e[[][0-9;]*m'
  "$@" 2>&1 | sed "s/$colour//g" | grep -oE '[0-9]+(\.[0-9]+)*' | head -n 1 || true
}

# need NAME FOUND WANTED PACKAGE
need() {
  if ! at_least "$2" "$3"; then
    missing+=("$1 >= $3 (found: ${2:-none})")
    packages+=("$4")
  fi
}

# The compiler that CMake would take, and the oldest version of its kind.
check_compiler() {
  local compiler=${CXX:-} wanted=12 found
  for candidate in c++ g++ clang++; do
    [[ -z "$compiler" ]] && command -v "$candidate" > /dev/null && compiler=$candidate
  done
  if [[ -z "$compiler" ]]; then
    missing+=("g++ >= 12 or clang >= 14 (found: none)")
    packages+=(g++)
    return
  fi
  "$compiler" --version 2>&1 | grep -qi clang && wanted=14
  found=$(version_of "$compiler" -dumpversion)
  at_least "$found" "$wanted" && return
  missing+=("g++ >= 12 or clang >= 14 (found: $compiler $found; CXX names another)")
  packages+=(g++-12)
}

# GoogleTest is where CMake would find it.
check_googletest() {
  local directory
  for directory in ${CMAKE_PREFIX_PATH:+${CMAKE_PREFIX_PATH//[:;]/ }} /usr /usr/local /opt/homebrew; do
    compgen -G "$directory/lib*/cmake/GTest/GTestConfig.cmake" > /dev/null && return
    compgen -G "$directory/lib*/*/cmake/GTest/GTestConfig.cmake" > /dev/null && return
  done
  missing+=("GoogleTest")
  packages+=(libgtest-dev)
}

check_clang() {
  "$here/find_clang.sh" > /dev/null && return
  missing+=("clang >= 14 with the runtimes of AddressSanitizer, UndefinedBehaviorSanitizer and libFuzzer")
  packages+=(clang libclang-rt-dev)
}

check_python() {
  need "Python" "$(version_of python3 --version)" 3.11 python3
  command -v python3 > /dev/null && python3 -c 'import ensurepip, venv' 2> /dev/null && return
  missing+=("Python's venv")
  packages+=(python3-venv)
}

# Programs for ARM run here.
check_arm() {
  need "qemu-aarch64" "$(version_of qemu-aarch64 --version)" 7 qemu-user
  [[ -e /usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1 ]] && return
  missing+=("glibc for ARM in /usr/aarch64-linux-gnu")
  packages+=(libc6-arm64-cross)
}

# Debian and Ubuntu drop old JDKs: 17 where they have it, else their default, which is newer.
jdk_package() {
  if apt-cache show openjdk-17-jdk-headless > /dev/null 2>&1; then
    echo openjdk-17-jdk-headless
  else
    echo default-jdk-headless
  fi
}

check_everything() {
  missing=()
  packages=()
  need "JDK" "$(version_of "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version)" 17 "$(jdk_package)"
  need "Maven" "$(version_of mvn --version)" 3.8 maven
  need "CMake" "$(version_of cmake --version)" 3.16 cmake
  check_compiler
  check_googletest
  if [[ -n "$sanitizers" ]]; then check_clang; fi
  if [[ -n "$python$platforms" ]]; then check_python; fi
  if [[ -n "$platforms" ]]; then check_arm; fi
}

install_packages() {
  echo "Installing: ${packages[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

can_install() {
  [[ "$(id -u)" == 0 ]] && command -v apt-get > /dev/null
}

# Not needed to build, so only a word about it.
advise_clang_format() {
  command -v clang-format-14 > /dev/null && return
  at_least "$(version_of clang-format --version)" 14 && return
  echo "Note: without clang-format 14 the formatting of C++ is not tested (package clang-format-14)." >&2
}

check_everything
if (( ${#missing[@]} > 0 )) && can_install; then
  printf 'Missing: %s\n' "${missing[@]}"
  apt-get update -qq
  check_everything  # again, because the fresh lists may name other packages
  install_packages
  check_everything
fi
if (( ${#missing[@]} > 0 )); then
  printf 'Missing: %s\n' "${missing[@]}" >&2
  echo "On Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y ${packages[*]}" >&2
  exit 1
fi
advise_clang_format

# Shared by ./run and ./test, which set $root: options, set-up in order, build, opening the window.
# shellcheck shell=bash disable=SC2154,SC2034,SC2119,SC2120
# shellcheck source=installer/packages.sh
source "$root/installer/packages.sh"
# shellcheck source=installer/wheels.sh
source "$root/installer/wheels.sh"

programs=(unmask unmask-cli unmask-worker)
buildFolder="$root/build/release"
offlineFolder=""  # --offline
torchIndex=""     # --torch-index
remaining=()      # what takeOptions left

say() { printf '\n== %s\n' "$*" >&2; }
fail() {
  printf '\nunmask: %s\n' "$*" >&2
  exit 1
}
wrongUse() {
  printf 'unmask: %s\n' "$*" >&2
  exit 2
}
readable() { numfmt --to=si --suffix=B --format=%.1f "$1"; }

takeOptions() {
  while (($#)); do
    case $1 in
      --offline)
        [[ -n ${2-} ]] || wrongUse "--offline needs a folder."
        [[ -f $2/complete ]] ||
          wrongUse "$2 was not filled to its end. On a machine with network run: ./run fetch DIR"
        offlineFolder=$(cd "$2" && pwd -P)
        shift 2
        ;;
      --torch-index)
        [[ -n ${2-} ]] || wrongUse "--torch-index needs the address of a package index."
        torchIndex=$2
        shift 2
        ;;
      *) break ;;
    esac
  done
  remaining=("$@")
}

# Everything the build needs; a second run finds all of it in place within a second.
setUp() {
  mkdir -p "$root/build"
  {
    if ! flock --nonblock 9; then
      say "Waiting for another ./run or ./test in this folder"
      flock 9
    fi
    [[ -z $offlineFolder ]] || checkSameRelease "$offlineFolder"
    installPackages
    installTorch
  } 9>"$root/build/.setting-up" >&2
}

# A compilation that includes LibTorch takes up to 2 GB, so memory limits how many run at once.
compilersAtOnce() {
  local cores available
  cores=$(nproc)
  available=$(awk '/^MemAvailable/ {print int($2 / 2000000)}' /proc/meminfo)
  echo $((available < 1 ? 1 : available < cores ? available : cores))
}

# Tests train models with several threads each.
testsAtOnce() { echo $(($(nproc) < 4 ? 1 : 2)); }

# build TARGET...
build() {
  local cache="$buildFolder/CMakeCache.txt"
  if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
    say "This folder was moved: building afresh"
    rm -rf "$buildFolder"
  fi
  if [[ ! -f $buildFolder/build.ninja ]]; then
    say "Configuring the build"
    (cd "$root" && cmake --preset release >&2) ||
      fail "The build could not be configured; see above."
  fi
  if [[ -x $buildFolder/bin/unmask ]]; then
    say "Building what has changed"
  else
    say "Building, $(compilersAtOnce) files at once; on two cores it takes about a quarter of an hour"
  fi
  cmake --build "$buildFolder" --parallel "$(compilersAtOnce)" --target "$@" >&2 ||
    fail "The build failed; see above. './run build' goes on from here."
}

openWindow() {
  local status=0
  if [[ -z ${DISPLAY-}${WAYLAND_DISPLAY-} ]]; then
    say "No display here: doing the main job in the terminal ('./run cli --help' shows the rest)"
    exec "$buildFolder/bin/unmask-cli" demo
  fi
  say "Opening the window"
  "$buildFolder/bin/unmask" || status=$?
  # Qt aborts where the display named in the environment cannot be opened.
  ((status != 134)) || fail "The window ended with an abort (see above). If the display" \
    "'${WAYLAND_DISPLAY:-$DISPLAY}' cannot be used, the terminal can: ./run cli demo"
  exit "$status"
}

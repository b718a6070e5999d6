# PyTorch, whose wheel holds LibTorch: into .venv, through a download that can be taken up again.
# shellcheck shell=bash disable=SC2154,SC2034,SC2119,SC2120

python="$root/.venv/bin/python"
requirement=$(sed -e '/^#/d' "$root/installer/requirements.txt")

# .venv/unmask-ready is written last: the requirement, and the package index where one was given.
torchIsReady() {
  local stamp="$root/.venv/unmask-ready" had index
  [[ -f $stamp ]] && "$python" -c '' 2>/dev/null || return 1
  compgen -G "$root/.venv/lib/python3*/site-packages/torch/lib/libtorch_cpu.so" >/dev/null || return 1
  { read -r had && read -r index; } <"$stamp" || return 1
  [[ $had == "$requirement" ]] && [[ -z $torchIndex || $torchIndex == "$index" ]]
}

# A .venv that somebody made by hand serves too, if its torch is new enough and works.
torchCanBeAdopted() {
  [[ -x $python && ! -f $root/.venv/unmask-ready && -z $torchIndex ]] || return 1
  "$python" -c 'import sys, torch
sys.exit(tuple(map(int, torch.__version__.split(".")[:2])) < (2, 11))' 2>/dev/null
}

markTorchReady() { printf '%s\n%s\n' "$requirement" "$torchIndex" >"$root/.venv/unmask-ready"; }

pip() { "$python" -m pip --disable-pip-version-check "$@" 9>&-; }

# makeVenv FOLDER, with the system's Python: python3-venv belongs to it.
makeVenv() {
  local system=/usr/bin/python3
  [[ -x $system ]] || system=python3
  rm -rf "$1"
  "$system" -m venv "$1" ||
    fail "Python could not make $1. On Debian and Ubuntu this needs the package python3-venv."
}

installTorch() {
  torchIsReady && return
  if torchCanBeAdopted; then
    markTorchReady
    return
  fi
  if [[ -e $root/.venv ]]; then
    say "Making .venv anew: it is unfinished, damaged, or has another PyTorch"
  else
    say "Making .venv, a Python environment in this folder"
  fi
  makeVenv "$root/.venv"

  local wheels="$root/build/wheels"
  if [[ -n $offlineFolder ]]; then
    wheels="$offlineFolder/wheels"
  else
    fetchWheels "$wheels"
  fi
  say "Installing $requirement"
  # The files themselves, so that pip has nothing to choose or to look up.
  local files
  [[ -z $offlineFolder ]] || (cd "$wheels" && sha256sum --quiet --check list) ||
    fail "Files in $wheels are damaged; delete that folder and fetch it again."
  mapfile -t files < <(cut -c67- "$wheels/list")
  (cd "$wheels" && pip install --quiet --no-index --no-deps "${files[@]}") ||
    fail "pip could not install $requirement; see above."
  "$python" -W ignore -c 'import torch; print("PyTorch", torch.__version__, "works")' >&2 ||
    fail "PyTorch was installed but cannot be loaded; see above."
  markTorchReady
  [[ -n $offlineFolder ]] || rm -rf "$wheels"
}

# fetchWheels FOLDER: the requirement with all it needs, as wheels; FOLDER/list names them with their
# checksums as sha256sum does.
# What lies there already, whole or in part, is not fetched again.
fetchWheels() {
  local folder=$1 index=() size sha256 url name total=0 plan
  [[ -z $torchIndex ]] || index=(--index-url "$torchIndex")
  mkdir -p "$folder"

  # Older pips fetch everything only to say what they would fetch.
  if ! "$python" -c 'import pip, sys
sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (23, 3))'; then
    say "Fetching a newer pip, about 2 MB"
    pip install --quiet --upgrade pip || fail "pip could not be renewed. Is there a network?" \
      "Without one: ./run --offline DIR"
  fi
  say "Asking which files $requirement needs"
  pip install --quiet --dry-run --ignore-installed --only-binary :all: "${index[@]}" \
    --report "$folder/report.json" "$requirement" ||
    fail "pip found no $requirement for this Python. Is there a network? Without one: ./run --offline DIR"
  plan=$("$python" "$root/installer/wheels.py" "$folder/report.json") ||
    fail "The sizes of the files could not be learned; see above."

  local lines line names=()
  mapfile -t lines <<<"$plan"
  for line in "${lines[@]}"; do
    IFS=$'\t' read -r size _ _ name <<<"$line"
    total=$((total + size - $(bytesOf "$folder/$name") - $(bytesOf "$folder/$name.part")))
    names+=("$name")
  done
  say "Fetching PyTorch: ${#lines[@]} files, $(readable "$total") still to fetch"
  [[ -n $torchIndex || $total -lt 1000000000 || -e /proc/driver/nvidia/version ]] ||
    say "No NVIDIA device is here, so a CPU-only PyTorch would do, a tenth of the size:" \
      "stop with Ctrl+C and see --torch-index in docs/install.md"
  for line in "${lines[@]}"; do
    IFS=$'\t' read -r size sha256 url name <<<"$line"
    fetchWheel "$folder/$name" "$size" "$sha256" "$url"
  done
  (cd "$folder" && sha256sum "${names[@]}" >list && rm report.json)
}

# fetchWheel FILE SIZE SHA256 URL: FILE.part grows until it is whole and right, then becomes FILE.
fetchWheel() {
  local file=$1 size=$2 sha256=$3 url=$4 progress=(--silent --show-error) status
  if isWhole "$file" "$size" "$sha256"; then return; fi
  rm -f "$file"
  if [[ $(bytesOf "$file.part") != "$size" ]]; then
    echo "  $(readable "$size")  ${file##*/}" >&2
    [[ ! -t 2 ]] || progress=(--progress-bar)
    # Not curl's own --retry, which would start again from where this call of it started.
    for _ in 1 2 3 4 5; do
      status=0
      curl --fail --location --continue-at - "${progress[@]}" --output "$file.part" "$url" 9>&- ||
        status=$?
      case $status in
        0 | 22) break ;;              # whole, or refused
        33) rm -f "$file.part" ;;     # the server can only send the whole
        *) sleep 3 ;;
      esac
    done
    ((status == 0)) || fail "The download broke off. The same command goes on from where it stopped."
  fi
  if ! isWhole "$file.part" "$size" "$sha256"; then
    rm -f "$file.part"
    fail "${file##*/} arrived damaged and was removed. Run the same command again."
  fi
  mv "$file.part" "$file"
}

bytesOf() { stat -c %s "$1" 2>/dev/null || echo 0; }

# isWhole FILE SIZE SHA256: an index that gives no hash ("-") leaves the size and pip's own check.
isWhole() {
  [[ -f $1 && ($2 == 0 || $(bytesOf "$1") == "$2") ]] &&
    [[ $3 == - || $(sha256sum "$1") == "$3 "* ]]
}

# The system's packages: which of installer/packages.txt are missing, and installing them.
# shellcheck shell=bash disable=SC2154,SC2034,SC2119,SC2120

aptOptions=()  # further options for every apt call; --offline points them at its folder

# One line a package, "a|b" for alternatives.
listedPackages() {
  sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$root/installer/packages.txt"
}

# The lines of listedPackages (or of the arguments) of which nothing is installed.
missingPackages() {
  local -A installed=()
  local name status line names
  while read -r name status; do
    [[ $status != installed ]] || installed[$name]=1
  done < <(dpkg-query -W -f='${Package} ${db:Status-Status}\n')
  while read -r line; do
    IFS='|' read -ra names <<<"$line"
    for name in "${names[@]}"; do
      [[ -z ${installed[$name]-} ]] || continue 2
    done
    echo "$line"
  done < <(if (($#)); then printf '%s\n' "$@"; else listedPackages; fi)
}

hasCandidate() {
  local found
  found=$(apt-cache "${aptOptions[@]}" policy "$1" 2>/dev/null | awk '/Candidate:/ {print $2}')
  [[ -n $found && $found != "(none)" ]]
}

# "a|b" -> the first that this release has; fails naming the line where it has none.
chosenAlternative() {
  local name names
  IFS='|' read -ra names <<<"$1"
  for name in "${names[@]}"; do
    if hasCandidate "$name"; then
      echo "$name"
      return
    fi
  done
  echo "${1//|/ or }"
  return 1
}

asRoot() {
  if ((EUID == 0)); then
    "$@" 9>&-
  else
    sudo "$@" 9>&-
  fi
}

canBeRoot() {
  ((EUID == 0)) || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || sudo -v; }; }
}

aptGet() {
  asRoot env DEBIAN_FRONTEND=noninteractive apt-get "${aptOptions[@]}" -o DPkg::Lock::Timeout=300 \
    -o Acquire::Retries=5 "$@"
}

# For each line of the arguments: its name into the caller's `chosen`, or into `unknown` where the
# package lists have none. Fails if any is unknown.
choosePackages() {
  local line name
  chosen=() unknown=()
  for line in "$@"; do
    if name=$(chosenAlternative "$line"); then chosen+=("$name"); else unknown+=("$name"); fi
  done
  ((${#unknown[@]} == 0))
}

# Sum of what apt would fetch, in bytes. Arguments: package names and options.
aptFetchSize() {
  apt-get "${aptOptions[@]}" -o Debug::NoLocking=1 -qq --print-uris --no-install-recommends \
    install "$@" 2>/dev/null | awk '/^\x27/ {sum += $3} END {printf "%.0f\n", sum}'
}

# installPackages [LINE...]: those of packages.txt, or of the arguments, that are missing.
installPackages() {
  local missing chosen unknown scratch=""
  if ! command -v apt-get >/dev/null; then
    say "This system has no apt-get. What Unmask needs is listed in installer/packages.txt;" \
      "going on with what is here"
    return
  fi
  mapfile -t missing < <(missingPackages "$@")
  ((${#missing[@]})) || return 0
  canBeRoot || fail "Packages are missing, and neither are you root nor may you use sudo." \
    "Ask an administrator for: apt-get install --no-install-recommends ${missing[*]%%|*}"

  if [[ -n $offlineFolder ]]; then
    useOfflinePackages
  fi
  if ! choosePackages "${missing[@]}"; then
    say "Reading the lists of available packages (apt-get update)"
    aptGet update || fail "apt-get update failed; see above. Is there a network?" \
      "Without one: ./run --offline DIR"
    choosePackages "${missing[@]}" || fail "This release has no package ${unknown[*]}." \
      "Unmask needs Debian 12 or Ubuntu 24.04 (there with 'universe') or newer."
  fi
  say "Installing ${#chosen[@]} packages and what they need, $(readable "$(aptFetchSize "${chosen[@]}")")" \
    "to fetch: ${chosen[*]}"
  if ! aptGet install -y --no-install-recommends "${chosen[@]}"; then
    say "That did not work: completing what was interrupted, reading the lists anew, trying once more"
    asRoot env DEBIAN_FRONTEND=noninteractive dpkg --configure -a || true
    aptGet update || true
    aptGet install -y --no-install-recommends "${chosen[@]}" ||
      fail "The packages could not be installed; see above. './run' takes it up again."
  fi
  [[ -z $scratch ]] || asRoot rm -rf "$scratch"
}

# Points apt at DIR/packages alone; installPackages removes its scratch folder. A link without spaces,
# since apt splits source lines at them.
useOfflinePackages() {
  scratch=$(mktemp -d /tmp/unmask-apt.XXXXXX)
  chmod 755 "$scratch"
  mkdir -p "$scratch/lists/partial" "$scratch/archives/partial"
  ln -s "$offlineFolder/packages" "$scratch/packages"
  echo "deb [trusted=yes] file:$scratch/packages ./" >"$scratch/sources.list"
  aptOptions=(-o "Dir::Etc::SourceList=$scratch/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$scratch/lists" -o "Dir::Cache::Archives=$scratch/archives"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
  say "Taking packages from $offlineFolder alone"
  aptGet -qq update || fail "The packages in $offlineFolder cannot be read."
}

# "debian 12 amd64"
thisRelease() {
  # shellcheck source=/dev/null
  (source /etc/os-release && echo "$ID ${VERSION_ID-} $(dpkg --print-architecture)")
}

checkSameRelease() {
  local filled
  filled=$(<"$1/release")
  [[ $filled == "$(thisRelease)" ]] ||
    fail "$1 was filled for '$filled'; this is '$(thisRelease)'. Fill one on such a machine."
}

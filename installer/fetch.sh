# ./run fetch DIR: everything that ./run --offline DIR needs on a bare machine of the same release.
# shellcheck shell=bash disable=SC2154,SC2034,SC2119,SC2120

fetchInto() {
  mkdir -p "$1/packages/partial" "$root/build"
  local folder
  folder=$(cd "$1" && pwd -P)
  rm -f "$folder/complete"
  {
    flock 9
    installPackages python3-venv curl ca-certificates
    fetchPackages "$folder"
    python="$root/build/fetching/bin/python"
    say "Making a Python environment to fetch PyTorch with"
    makeVenv "$root/build/fetching"
    fetchWheels "$folder/wheels"
    rm -rf "$root/build/fetching"
  } 9>"$root/build/.setting-up" >&2
  thisRelease >"$folder/release"
  touch "$folder/complete"
  say "Filled, $(readable "$(du -sb "$folder" | cut -f1)"). Carry it to the other machine and run there:" \
    "./run --offline DIR"
}

# The packages with all that they need, as if nothing were installed, and an index that apt reads.
fetchPackages() {
  local folder=$1/packages chosen unknown lines
  mapfile -t lines < <(listedPackages)
  if ! choosePackages "${lines[@]}"; then
    canBeRoot || fail "The lists of packages are empty. Ask an administrator for: apt-get update"
    say "Reading the lists of available packages (apt-get update)"
    aptGet update || fail "apt-get update failed; see above."
    choosePackages "${lines[@]}" || fail "This release has no package ${unknown[*]}."
  fi
  local scratch
  scratch=$(mktemp -d)
  : >"$scratch/status"
  aptOptions=(-o "Dir::State::status=$scratch/status" -o "Dir::Cache::archives=$scratch/archives"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Debug::NoLocking=1
    -o APT::Sandbox::User=root -o APT::Keep-Downloaded-Packages=true -o Acquire::Retries=5)
  ln -s "$folder" "$scratch/archives"
  say "Fetching packages: $(readable "$(aptFetchSize "${chosen[@]}")") still to fetch"
  apt-get "${aptOptions[@]}" --yes --download-only --no-install-recommends install "${chosen[@]}" ||
    fail "The download broke off. The same command goes on from where it stopped."

  local package
  for package in "$folder"/*.deb; do
    dpkg-deb --field "$package"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${package##*/}" "$(stat -c %s "$package")" \
      "$(sha256sum "$package" | cut -d' ' -f1)"
  done >"$folder/Packages"
  rm -rf "$folder/partial" "$scratch"
  aptOptions=()
}

# The suites that take longer than the tests, for ./test, which has sourced installer/setup.sh.
# shellcheck shell=bash disable=SC2154

attackSuite() {
  setUp
  build unmask-cli unmask-worker attack_preload test_attack_run_files
  say "Attacking; docs/attack.md says what each row means"
  UNMASK_ATTACK=20 "$buildFolder/bin/test_attack_run_files" || fail "The files of a run, see above."
  exec python3 "$root/tests/attack/attack.py" "$buildFolder/bin" \
    "$buildFolder/lib/libattack_preload.so" ${1:+--seconds "$1"}
}

# configured PRESET: its build folder, configured
configured() {
  local folder="$root/build/$1"
  [[ -f $folder/build.ninja ]] || (cd "$root" && cmake --preset "$1" >&2) ||
    fail "The build could not be configured; see above."
  echo "$folder"
}

# LibTorch and Qt keep memory to the end of the process on purpose: leaks are not looked for.
# SentencePiece's trainer reads address 0 where there is nothing to join; its process is a child so
# that this ends nothing else, and the tests want the signal, not the sanitizer's own end.
sanitizedSuite() {
  local folder
  setUp
  folder=$(configured "$1")
  cmake --build "$folder" --parallel "$(compilersAtOnce)" >&2
  export ASAN_OPTIONS=detect_leaks=0:abort_on_error=0:exitcode=66:handle_segv=0
  export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
  export QTEST_FUNCTION_TIMEOUT=1500000 # ms; training is some ten times slower
  exec ctest --test-dir "$folder" --output-on-failure -j"$(testsAtOnce)" "${@:2}"
}

# The rooms with threads of their own. tests/tsan.supp explains each exception.
threadSuite() {
  local folder file name targets=()
  setUp
  folder=$(configured tsan)
  for file in "$root"/tests/base/*_test.cpp "$root"/tests/runs/*_test.cpp; do
    name=$(basename "$file" _test.cpp)
    targets+=("test_$(basename "$(dirname "$file")")_$name")
  done
  targets+=(test_engine_prefetcher test_ui_job_runner)
  cmake --build "$folder" --parallel "$(compilersAtOnce)" --target "${targets[@]}" >&2
  export TSAN_OPTIONS="suppressions=$root/tests/tsan.supp:halt_on_error=1:exitcode=66"
  TSAN_OPTIONS+=":ignore_noninstrumented_modules=1"
  exec ctest --test-dir "$folder" --output-on-failure \
    -R '^(base|runs)/|^engine/prefetcher$|^ui/job_runner$'
}

// Follows a run on the terminal until nobody works on it any more, or until Ctrl+C, which stops the
// following only: the run goes on by itself.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/cli/terminal.h"

namespace unmask {

enum class Begin {
  watch,   // what is there
  launch,  // start a prepared, stopped or interrupted run, then watch
};

struct Followed {
  int exitCode = exitDone;
  bool finished = false;  // false: stopped, failed, or left to itself
};

// extendTo: the run's new number of steps; 0 leaves it. about: what --json has to say of the run,
// after which one it is.
Followed followRun(Terminal&, const std::filesystem::path& runFolder, Begin, int64_t extendTo = 0,
                   const std::vector<nlohmann::json>& about = {});

// What followRun prints with --json, for the commands' help.
inline constexpr const char* kFollowJson =
    "--json: {type: run, run, folder} first, then {type: fitted, key, preset, value, reason} of\n"
    "each setting that data or steps changed, and {type: estimate, device, parameters,\n"
    "memory_bytes, seconds, runs} where one was made; as they come {type: metrics, step,\n"
    "<measure>: value...}, {type: event, kind, step, text}, {type: sample, step, prompt, text |\n"
    "fills}, {type: checkpoint, step, bytes, validation_loss, best}, {type: state, state}; last\n"
    "{type: done, run, state, step, steps, detail}.";

}  // namespace unmask

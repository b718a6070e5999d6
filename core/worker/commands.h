// What unmask-worker does, one function a command. Each returns the program's exit status: 0 done,
// 1 failed. They need a QCoreApplication.
#pragma once

#include <filesystem>
#include <string>

namespace unmask {

// Trains the run until it ends; extendTo: its new number of steps, 0 for as it is.
int trainCommand(const std::filesystem::path& runFolder, int64_t extendTo);

// Answers questions about the run's checkpoints until nobody has asked for some minutes.
// checkpoint: loaded at once; -1 the newest.
int serveCommand(const std::filesystem::path& runFolder, int64_t checkpoint);

// The deterministic pass over the whole validation part, printed.
//   --json: {"run", "step", "targets", "windows", "nats_per_token", "perplexity", "bits_per_byte",
//            "accuracy", and what the objective adds}
int evaluateCommand(const std::filesystem::path& runFolder, int64_t checkpoint, bool json);

// The checkpoint as a new folder that transformers loads, tokenizer included; refuses a folder that
// is there already.
//   --json: {"type": "exported", "folder", "step", "loaded_by": class or "", "reason": why none,
//            "tensors", "tokenizer": whether it went along, "tokenizer_reason", "bytes"}
int exportCommand(const std::filesystem::path& runFolder, int64_t checkpoint,
                  const std::filesystem::path& target, bool json);

// Answers questions about batches that are shown, a line each, until standard input ends
// (derive.h).
int deriveCommand();
// A checkpoint of a picture-tokenizer run as a picture tokenizer in the new folder `target`, under
// a name for people. Prints one JSON object: {"type": "frozen", "tokenizer", "hash", "codes",
// "step", "folder"}.
int freezeCommand(const std::filesystem::path& runFolder, int64_t checkpoint,
                  const std::filesystem::path& target, const std::string& name);

// The devices of this machine. --json: [{"id", "name", "memory_bytes", "bf16"}, ...]; measured,
// each with "speed": [{"precision", "operations", "seconds"}, ...] (engine/measure_speed.h).
int devicesCommand(bool json, bool measure);
std::string versionText();  // "unmask-worker 0.1.0, LibTorch 2.13.0"

// Call first in main(): how the threads that compute wait for one another (engine/threads.h).
void prepareProcess(char** arguments);

}  // namespace unmask

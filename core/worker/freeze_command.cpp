// `unmask-worker freeze`: a checkpoint of a picture-tokenizer run as a picture tokenizer.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/engine/checkpoint.h"
#include "core/engine/picture_tokenizer.h"
#include "core/runs/run_folder.h"
#include "core/worker/checkpoints.h"
#include "core/worker/commands.h"

namespace unmask {
namespace {

Result<PictureTokenizerInfo> frozen(const fs::path& runFolder, int64_t checkpoint,
                                    const fs::path& target, const std::string& name) {
  UNMASK_ASSIGN(const bool there, pathExists(target));
  if (there)
    return failure(message(UNMASK_TEXT("core", "%1 exists already."), target.string()),
                   message(UNMASK_TEXT("core", "Choose a new folder.")));
  UNMASK_ASSIGN(const RunSpec spec, readSpec(runFolder));
  if (!std::holds_alternative<PictureTokenizerSettings>(spec.objectiveSettings))
    return failure(
        message(UNMASK_TEXT("core", "%1 is a run of %2, and makes no picture tokenizer."),
                runFolder.filename().string(), spec.objective),
        message(UNMASK_TEXT("core", "Choose a run of picture-tokenizer.")));
  UNMASK_ASSIGN(const int64_t step, findCheckpoint(runFolder, checkpoint));
  UNMASK_ASSIGN(const auto tensors, readCheckpointModel(checkpointFolder(runFolder, step)));
  PictureTokenizerInfo info;
  info.name = name;
  info.size = viewOf(spec).size;
  info.shape = pictureTokenizerShape(spec);
  info.run = runFolder.filename().string();
  info.step = step;
  UNMASK_ASSIGN(const fs::path folder, absolutePath(target));
  return writePictureTokenizer(folder, std::move(info), tensors);
}

}  // namespace

int freezeCommand(const fs::path& runFolder, int64_t checkpoint, const fs::path& target,
                  const std::string& name) {
  const auto done = frozen(runFolder, checkpoint, target, name);
  if (!done) {
    std::fprintf(stderr, "%s\n", inEnglish(done.error()).c_str());
    return 1;
  }
  const nlohmann::ordered_json said = {{"type", "frozen"},   {"tokenizer", done->slug},
                                       {"hash", done->hash}, {"codes", done->shape.codes},
                                       {"step", done->step}, {"folder", target.string()}};
  std::printf("%s\n", said.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  return 0;
}

}  // namespace unmask

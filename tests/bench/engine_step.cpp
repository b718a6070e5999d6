// Steps of the real Trainer, on demand: engine_peer.py's opposite number in compare_step.py.
//
//   engine_step TEXT PRECISION THREADS [key=value...]
//
// For each line on stdin: "step" takes one step and prints its seconds; "train N" takes N steps and
// prints "STEP LOSS" every 250; "evaluate" prints the measures of the whole validation part.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "core/engine/threads.h"
#include "core/engine/trainer.h"
#include "core/spec/catalogue.h"
#include "tests/engine/character_data.h"

using namespace unmask;

namespace {

Status serve(Trainer& trainer) {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "step") {
      const auto begin = std::chrono::steady_clock::now();
      UNMASK_TRY(trainer.step());
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
      std::printf("%.9f\n", took.count());
    } else if (command == "train") {
      int64_t steps = 0;
      words >> steps;
      for (int64_t i = 0; i < steps; ++i) {
        UNMASK_ASSIGN(const StepReport report, trainer.step());
        if (report.step % 250 == 0) std::printf("%ld %.4f\n", report.step, report.loss);
        std::fflush(stdout);
      }
    } else if (command == "evaluate") {
      UNMASK_ASSIGN(const EvaluationReport report, trainer.evaluate(0, {}));
      for (const auto& [id, value] : report.measures) std::printf("%s %.6f\n", id.c_str(), value);
      std::printf("targets %lu\n", report.targets);
    }
    std::fflush(stdout);
  }
  return {};
}

Status run(int argc, char** argv) {
  char pattern[] = "/tmp/engine-step-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(pattern);
  UNMASK_ASSIGN(const int64_t pieces, writeCharacterData(textOfFile(argv[1]), folder));
  std::string objective = "next-token", preset = "tiny";
  std::vector<std::string> assignments;
  for (int i = 4; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with("objective="))
      objective = word.substr(10);
    else if (word.starts_with("preset="))
      preset = word.substr(7);
    else
      assignments.push_back(word);
  }
  UNMASK_ASSIGN(RunSpec spec, defaultSpec(objective));
  UNMASK_TRY(applyPreset(spec, preset));
  spec.pieces = pieces;
  spec.device = "cpu";
  spec.train.precision = argv[2];
  spec.train.threads = std::stoi(argv[3]);
  for (const std::string& word : assignments) UNMASK_TRY(setAssignment(fieldsOf(spec), word));
  UNMASK_TRY(validate(spec));
  {
    UNMASK_ASSIGN(const Batches batches, Batches::open(spec, folder, Access::mapped));
    UNMASK_ASSIGN(const auto trainer, Trainer::create(spec, batches));
    std::printf("ready %ld parameters\n", trainer->parameterCount());
    std::fflush(stdout);
    UNMASK_TRY(serve(*trainer));
  }
  std::filesystem::remove_all(folder);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "engine_step TEXT fp32|bf16 THREADS [key=value...]\n");
    return 2;
  }
  restartWithShortSpins(argv);  // as unmask-worker does
  const Status status = run(argc, argv);
  if (!status) std::fprintf(stderr, "%s\n", inEnglish(status.error()).c_str());
  return status ? 0 : 1;
}

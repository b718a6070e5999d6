// The loop around the trainer: steps, requests between them, evaluations, samples, checkpoints.
#pragma once

#include <filesystem>
#include <map>
#include <set>

#include "core/dataset/picture_probes.h"
#include "core/engine/trainer.h"
#include "core/runs/run_store.h"
#include "core/worker/run_control.h"
#include "core/worker/run_inputs.h"

namespace unmask {

class TrainRun {
 public:
  TrainRun(std::filesystem::path runFolder, int64_t extendTo, RunStoreWriter&, RunControl&,
           RunOutlet);
  // From the newest whole checkpoint, or from the beginning, to the end, a stop or a failure: that
  // is the state it returns. On the calling thread.
  RunState run();

 private:
  Status prepare();
  Status restore();
  void extend(int64_t steps);
  Status loop();
  Status stillThere();
  Status trainStep();
  Status evaluate();
  Status makeSamples();
  Status makePictureSamples();
  void keepSample(int64_t index, const std::string& prompt, const QJsonObject& answer);
  Status checkpoint();
  void applyKeepRule();
  void dropCheckpoint(int64_t step);

  void poll();  // obeys every waiting request
  void obey(const Request&);
  void answerQuestion(const Request&);
  bool betweenBatches();  // inside long work: answers questions; false to break off
  Status waitWhilePaused();
  bool waitForDisk(const Error&);  // false: stopped meanwhile
  Status waitWhileStalled();
  void diskIsBack();

  void record(const char* kind, Error text);
  void record(const char* kind, Message text) { record(kind, Error{std::move(text), {}}); }
  void setState(RunState);
  void sayStatus(bool always);
  double secondsLeft() const;

  const std::filesystem::path folder_;
  const int64_t extendTo_;
  RunStoreWriter& store_;
  RunControl& control_;
  const RunOutlet outlet_;

  RunInputs inputs_;
  RunSpec spec_;
  std::unique_ptr<Trainer> trainer_;
  int64_t totalSteps_ = 0;
  RunState state_ = RunState::starting;
  QString detail_;

  std::map<int64_t, double> rates_;        // learning rates set by hand, still to come, by step
  std::map<int64_t, double> checkpoints_;  // validation loss by step
  int64_t checkpointedStep_ = -1;
  int64_t evaluatedStep_ = -1;
  double validationLoss_ = 0;  // of evaluatedStep_
  bool pausing_ = false, evaluationWanted_ = false, checkpointWanted_ = false;
  bool keepRuleDue_ = false;
  bool answering_ = false;
  std::set<size_t> badPrompts_;
  std::vector<PictureExample> probes_;  // what the samples of a model of pictures are made of

  double stepSeconds_ = 0, evaluationSeconds_ = 0;  // running means
  std::chrono::steady_clock::time_point statusSaid_{}, lookedForFolder_{};
};

}  // namespace unmask

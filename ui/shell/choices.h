// What the person has chosen, shared by all pages: corpus, tokenizer, objective with its settings,
// run. Pages show it and change it here; nothing is kept twice.
#pragma once

#include <QObject>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/dataset/preset_fit.h"
#include "core/spec/run_spec.h"
#include "ui/shell/choices_state.h"
#include "ui/shell/library.h"

class QUndoStack;

namespace unmask {

// The batch that a run trained on at a step, asked for from elsewhere (a point of a curve).
struct AskedBatch {
  std::filesystem::path run;
  uint64_t step = 0;
};

// The run that a new one was begun from, to say what differs.
struct BaseRun {
  std::filesystem::path run;
  RunSpec spec;
};

class Choices : public QObject {
  Q_OBJECT
 public:
  explicit Choices(Library& library, QObject* parent = nullptr);

  const CorpusEntry* corpus() const { return library_.corpus(corpus_); }
  const TokenizerEntry* tokenizer() const { return library_.tokenizer(tokenizer_); }
  // Of masked-tokens: the one chosen, else the first that fits its settings, else the first for
  // pictures like the corpus's; null: there is none.
  const PictureTokenizerEntry* pictureTokenizer() const;
  const std::string& objective() const { return objective_; }
  // The settings of the chosen objective, corpus and tokenizer filled in, its preset fitted to the
  // data. One object an objective, at the same place for as long as Choices lives: forms point into
  // it.
  RunSpec& spec() { return spec(objective_); }
  RunSpec& spec(const std::string& objective);
  const std::filesystem::path& run() const { return run_; }  // empty: a new run

  void setCorpus(const std::string& slug);  // and the tokenizer made with it
  void setTokenizer(const std::string& slug);
  void setPictureTokenizer(const std::string& slug);  // and its view and patch size
  void setObjective(const std::string& id);
  void setRun(const std::filesystem::path& folder);
  void takeSpec(const BaseRun&);  // 'New run from this'
  const std::optional<BaseRun>& base() const { return base_; }
  void setBase(std::optional<BaseRun>);  // changes no setting
  // The new run was started, or something else is done: the settings are again what they were
  // before takeSpec().
  void leaveBase();
  void askToResume(const std::filesystem::path& folder);  // chooses it, too
  // A form wrote into spec(), or into that of another objective.
  void settingsEdited() { settingsEdited(objective_); }
  void settingsEdited(const std::string& objective);
  void resetSettings() { resetSettings(objective_); }  // to the preset
  void resetSettings(const std::string& objective);
  const OwnKeys& own(const std::string& objective) { return own_[objective]; }
  // What is other than in the preset though nobody set it.
  const std::vector<FittedSetting>& fitted() { return spec(), fitted_[objective_].settings; }
  // For every setting what it would be had it not been set; and the keys of those that differ.
  RunSpec unsetSpec(const std::string& objective);
  OwnKeys differing(const std::string& objective);
  // What the chosen corpus has for an objective, as far as it is known.
  DataSize dataSize(const std::string& objective) const;
  // Pretext shows this batch; whoever asks goes to that page. Kept until it is taken, once.
  void askForBatch(const std::filesystem::path& run, uint64_t step);
  std::optional<AskedBatch> takeAskedBatch() { return std::exchange(askedBatch_, std::nullopt); }

  // From here on settingsEdited() leaves a command that undoes it.
  void recordIn(QUndoStack& undo) { undo_ = &undo; }
  // Puts settings back as they were and chooses their objective: undo and redo.
  void replaceSettings(const RunSpec&, const OwnKeys& own);

  ChoicesState state() const;
  void restore(const ChoicesState&);  // before the library has listed anything

 Q_SIGNALS:
  void corpusChanged();
  void tokenizerChanged();
  void objectiveChanged();
  void settingsChanged();
  void settingsReplaced();  // after settingsChanged: forms show them even while they have the focus
  void runChanged();
  void baseChanged();
  void resumeAsked();  // the chosen run
  void batchAsked();

 private:
  RunSpec& specOf(const std::string& objective);
  void fillPrompts(RunSpec&, const CorpusEntry&);
  void fit(const std::string& objective, RunSpec&);
  void noteOwn(const RunSpec& before, const RunSpec& after);
  void libraryChanged();

  Library& library_;
  std::string corpus_, tokenizer_, pictureTokenizer_, objective_ = "next-token";
  std::filesystem::path run_;
  struct Set {
    RunSpec spec;
    OwnKeys own;
  };
  struct FittedTo {
    DataSize size;
    std::vector<FittedSetting> settings;
  };
  std::optional<BaseRun> base_;
  std::optional<Set> beforeBase_;
  std::optional<AskedBatch> askedBatch_;
  std::map<std::string, RunSpec> specs_;
  std::map<std::string, RunSpec> known_;  // as they were before a form writes into them
  std::map<std::string, OwnKeys> own_;      // set by the person, by objective
  std::map<std::string, FittedTo> fitted_;  // what the settings were last fitted to
  QUndoStack* undo_ = nullptr;
  std::map<std::string, std::string> promptsFor_;  // objective -> corpus whose prompts it has
  std::string shownCorpus_, shownTokenizer_, shownPictureTokenizer_;
};

}  // namespace unmask

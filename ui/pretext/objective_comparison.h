// One item under two to four objectives, one under the other.
#pragma once

#include <memory>
#include <variant>

#include "ui/pretext/derive_client.h"
#include "ui/pretext/picture_preview.h"
#include "ui/pretext/pretext_state.h"
#include "ui/pretext/roles_table.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/picker.h"

namespace unmask {

class BothSides;
class CodeQuestions;
class PictureExampleView;
class TokenGrid;

class ObjectiveComparison : public Card {
  Q_OBJECT
 public:
  static constexpr int kMost = 4, kFewest = 2;

  // An objective and what it makes of the item; an error where its settings do not allow it.
  struct Asked {
    std::string objective;
    Result<PreviewRequest> request;
    QList<Picker::Option> models = {};  // that can be asked about its batch
  };

  explicit ObjectiveComparison(QWidget* parent = nullptr);
  // Those that could be compared, and those that are.
  void offer(const std::vector<std::string>& fitting, const std::vector<std::string>& chosen);
  void refresh(std::vector<Asked>, const PretextState&);
  void showState(const PretextState&);

 Q_SIGNALS:
  void chosen(const QStringList& objectives);
  void coverAsked(bool covered);
  void itemMade(const unmask::DocumentItem&);
  void pictureMade(const unmask::PictureDetail&, quint64 pictures);

 private:
  struct Shown {
    std::string objective;
    RunSpec spec;
    std::shared_ptr<const Tokenizer> tokenizer;
    uint64_t draw = 0;
    std::optional<PictureTokenizerEntry> codes;  // who has to be asked for them, until asked
    QString said;                                // of the codes
    QList<Picker::Option> models;
    RolesTable roles;  // of its batch, the item's first; what a model says of it, once it has
    Result<std::variant<Preview, PicturePreview>> preview;
  };
  struct Section {
    QWidget* holder;
    QLabel *heading, *task, *problem, *said;
    Picker* models;
    QLabel* ofModel;
    TokenGrid* grid;
    BothSides* both;
    PictureExampleView* picture;
  };
  struct Made {
    uint64_t id = 0;
    std::vector<Shown> shown;
  };
  static Shown make(const Asked&);
  void addSection();
  void fill(const Section&, const Shown&);
  void toggled();
  void fillModel(const Section&, const Shown&);
  void askCodes();  // of the first objective that still waits for its own
  Shown* matched();
  void askPartners();

  std::vector<QPushButton*> choices_;  // one an objective
  QLabel* note_;
  QPushButton* cover_;
  QVBoxLayout* list_;
  CodeQuestions* codes_;
  size_t codesFor_ = 0;  // in shown_
  DeriveClient* partners_;
  qint64 partnersAsked_ = 0;  // 0: no answer is waited for
  QString model_;             // the run that is asked for wrong partners; empty: none
  std::optional<Error> modelFailed_;
  int64_t modelStep_ = -1;  // that it answered from; -1: not yet
  std::vector<Section> sections_;
  std::vector<Shown> shown_;
  PretextState state_;
  uint64_t asked_ = 0;
  Latest<Made> latest_;
};

}  // namespace unmask

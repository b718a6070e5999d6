// The list of places and changing it.
#include "ui/data/places_dialog.h"

#include <QAbstractListModel>
#include <QShortcut>

#include "ui/data/documents_model.h"
#include "ui/data/row_list.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

class PlacesModel : public QAbstractListModel {
 public:
  using QAbstractListModel::QAbstractListModel;

  void show(const std::vector<Place>& places) {
    beginResetModel();
    rows_.clear();
    for (const Place& place : places)
      rows_.push_back({oneLine(QString::fromStdString(place.root.string())), detailOf(place)});
    endResetModel();
  }
  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
  }
  QVariant data(const QModelIndex& index, int role) const override {
    if (!index.isValid()) return {};
    const auto& [path, detail] = rows_[static_cast<size_t>(index.row())];
    if (role == excerptRole || role == Qt::ToolTipRole) return path;
    if (role == detailRole) return detail;
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
      return PlacesDialog::tr("%1: %2", "place, what it holds").arg(path, detail);
    return {};
  }

 private:
  static QString detailOf(const Place& place) {
    if (place.problem) return inWords(place.problem->what);
    if (!place.listed) return PlacesDialog::tr("No answer yet");
    const auto count = [](size_t n) { return countText(static_cast<double>(n)); };
    const bool any = !place.corpora.empty() || !place.tokenizers.empty() || !place.runs.empty();
    const QString holds = any ? PlacesDialog::tr("Corpora: %1, tokenizers: %2, runs: %3")
                                    .arg(count(place.corpora.size()),
                                         count(place.tokenizers.size()), count(place.runs.size()))
                              : PlacesDialog::tr("Nothing of Unmask's lies here");
    if (place.own) return PlacesDialog::tr("%1 · your workspace").arg(holds);
    return (place.writable ? PlacesDialog::tr("%1 · never written to")
                           : PlacesDialog::tr("%1 · read only"))
        .arg(holds);
  }
  std::vector<std::pair<QString, QString>> rows_;
};

PlacesDialog::PlacesDialog(Library& library, QWidget* parent)
    : Dialog("placesDialog", tr("Places"), parent), library_(library) {
  body()->addWidget(label(
      tr("Corpora, tokenizers and runs are looked for in these folders. Only your workspace is "
         "ever written to; the others may be read only, such as a teacher's share."),
      "secondary", true));
  model_ = new PlacesModel(this);
  list_ = new RowList("placesList", tr("Places"));
  list_->setModel(model_);
  body()->addWidget(list_, 1);
  problem_ = label({}, "warning", true);
  problem_->setObjectName("placesProblem");
  problem_->hide();
  body()->addWidget(problem_);
  add_ = button("placesAdd", tr("Add folder…"), "open");
  takeOff_ = button("placesTakeOff", tr("Take off the list"));
  auto* close = primaryButton("placesClose", tr("Done"));
  foot()->addWidget(add_);
  foot()->addWidget(takeOff_);
  foot()->addStretch(1);
  foot()->addWidget(close);
  connect(add_, &QPushButton::clicked, this, &PlacesDialog::add);
  connect(takeOff_, &QPushButton::clicked, this, &PlacesDialog::takeOff);
  connect(close, &QPushButton::clicked, this, &QDialog::accept);
  connect(list_, &RowList::rowChosen, this, &PlacesDialog::present);
  connect(&library_, &Library::changed, this, &PlacesDialog::present);
  setRoom(620, 420);
  present();
  library_.refresh();
}

void PlacesDialog::present() {
  const int row = std::max(0, list_->currentRow());
  model_->show(library_.places());
  list_->goTo(std::min(row, model_->rowCount() - 1));
  const auto at = static_cast<size_t>(std::max(0, list_->currentRow()));
  const Place& place = library_.places()[at];
  takeOff_->setEnabled(place.remembered);
  takeOff_->setToolTip(place.own          ? tr("The workspace itself stays")
                       : place.remembered ? QString()
                                          : tr("It is named by UNMASK_ROOTS"));
}

void PlacesDialog::add() {
  const QString folder = dialogs().openFolder(this, tr("Add a place"));
  if (folder.isEmpty()) return;
  const auto path = std::filesystem::path(folder.toStdString()).lexically_normal();
  problem_->hide();
  for (const std::filesystem::path& root : library_.workspace().roots())
    if (root == path) {
      problem_->setText(tr("%1 is on the list already.").arg(folder));
      problem_->show();
      return;
    }
  auto places = library_.workspace().remembered();
  places.push_back(path);
  save(std::move(places));
}

void PlacesDialog::takeOff() {
  const auto& at = library_.places()[static_cast<size_t>(std::max(0, list_->currentRow()))];
  auto places = library_.workspace().remembered();
  std::erase(places, at.root);
  save(std::move(places));
}

void PlacesDialog::save(std::vector<std::filesystem::path> places) {
  inBackground(
      this,
      [workspace = library_.workspace(), places = std::move(places)] {
        return workspace.withPlaces(places);
      },
      [this](Result<Workspace> changed) {
        if (changed) return library_.setWorkspace(std::move(*changed));
        problem_->setText(inWords(changed.error()));
        problem_->show();
      });
}

}  // namespace unmask

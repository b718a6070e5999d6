// Laying the look out and following the choices.
#include "ui/data/look_dialog.h"

#include <QAbstractListModel>
#include <QButtonGroup>
#include <QComboBox>
#include <QResizeEvent>

#include "core/corpus/encoding.h"
#include "ui/data/documents_model.h"
#include "ui/data/how_read.h"
#include "ui/data/invisible.h"
#include "ui/data/reading_text.h"
#include "ui/data/row_list.h"
#include "ui/theme/theme.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

namespace {

constexpr int kChoicesWidth = 280, kBeside = 700;  // at 100 %

QString count(uint64_t n) {
  return countText(static_cast<double>(n));
}

// A card of a dialog fills no window.
Card* plainCard(const QString& heading) {
  auto* card = new Card(heading);
  if (auto* corner = card->findChild<QWidget*>("cardFull")) corner->hide();
  return card;
}

// Takes the room there is, and wants none of its own.
void takeWhatIsLeft(QWidget* view, int least) {
  view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
  view->setMinimumHeight(theme().px(least));
}

QString nameOf(const FileLook& file) {
  return oneLine(QString::fromStdString(file.path.filename().string()));
}

}  // namespace

// Rows of two lines: files, records, or what is left out.
class LookModel : public QAbstractListModel {
 public:
  struct Row {
    QString text, detail;
  };
  using QAbstractListModel::QAbstractListModel;

  void show(std::vector<Row> rows) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
  }
  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
  }
  QVariant data(const QModelIndex& index, int role) const override {
    if (!index.isValid()) return {};
    const Row& row = rows_[static_cast<size_t>(index.row())];
    switch (role) {
      case excerptRole:
        return row.text;
      case detailRole:
      case Qt::ToolTipRole:
        return row.detail;
      case Qt::DisplayRole:
      case Qt::AccessibleTextRole:
        return LookDialog::tr("%1: %2", "text, where it is from").arg(row.text, row.detail);
      default:
        return {};
    }
  }

 private:
  std::vector<Row> rows_;
};

LookDialog::LookDialog(LookRequest request, FirstLook first, QWidget* parent)
    : Dialog("lookDialog", tr("Before the import"), parent),
      request_(std::move(request)),
      look_(std::move(first)),
      looking_(this, [this](Result<FirstLook> found) { take(std::move(found)); }) {
  setAttribute(Qt::WA_DeleteOnClose);
  body()->addWidget(label(tr("What would be read, and how. A choice on the left changes it at once; "
                             "nothing is imported yet."),
                          "secondary", true));
  panes_ = new QBoxLayout(QBoxLayout::LeftToRight);
  panes_->addWidget(buildChoices());
  panes_->addWidget(buildRecords(), 1);
  body()->addLayout(panes_, 1);
  auto* cancel = button("lookCancel", tr("Cancel"));
  import_ = primaryButton("lookImport", tr("Import"));
  import_->setDefault(true);
  foot()->addStretch(1);
  foot()->addWidget(cancel);
  foot()->addWidget(import_);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(import_, &QPushButton::clicked, this, [this] {
    Q_EMIT importAsked();
    accept();
  });
  setRoom(1040, 700);
  connect(&theme(), &Theme::changed, this, &LookDialog::arrange);
  present();
  import_->setFocus();
}

QWidget* LookDialog::buildChoices() {
  auto* column = new QWidget;
  auto* rows = new QVBoxLayout(column);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(theme().px(kSpaceM));
  filesCard_ = plainCard(tr("Files"));
  files_ = new RowList("lookFiles", tr("Files"));
  fileRows_ = new LookModel(this);
  files_->setModel(fileRows_);
  takeWhatIsLeft(files_, 96);
  filesCard_->body()->addWidget(files_, 1);
  rows->addWidget(filesCard_, 1);

  choicesCard_ = plainCard(tr("How they are read"));
  if (request_.ofPictures) {
    columnBox("lookPictureColumn", tr("Pictures are named in"), request_.pictures.pictureColumn);
    columnBox("lookCaptionColumn", tr("Captions are in"), request_.pictures.captionColumn);
  } else {
    columnBox("lookColumn", tr("Text is taken from"), request_.text.field);
  }
  buildEncoding();
  form_ = new SettingsForm("look");
  std::vector<FieldRef> fields =
      request_.ofPictures ? fieldsOf(request_.pictures) : fieldsOf(request_.text);
  for (FieldRef& field : fields) field.info.essential = true;  // each that means something shows
  form_->setFields(std::move(fields));
  choicesCard_->body()->addWidget(form_);
  choicesCard_->body()->addStretch(1);
  rows->addWidget(choicesCard_, 2);
  connect(files_, &RowList::rowChosen, this, &LookDialog::presentFile);
  connect(form_, &SettingsForm::edited, this, [this] {
    if (form_->valid()) again();
  });
  return column;
}

QComboBox* LookDialog::addBox(const QString& objectName, QLabel* heading) {
  auto* box = new QComboBox;
  box->setObjectName(objectName);
  box->setAccessibleName(heading->text());
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(8);
  heading->setBuddy(box);
  choicesCard_->body()->addWidget(heading);
  choicesCard_->body()->addWidget(box);
  return box;
}

// The usual names; one that was chosen elsewhere stands among them.
void LookDialog::buildEncoding() {
  QComboBox* box = addBox("lookEncoding", label(tr("Encoding"), "", true));
  std::string& chosen = reading().encoding;
  for (const std::string& name : commonEncodings())
    box->addItem(name == "auto" ? tr("automatic") : QString::fromStdString(name),
                 QString::fromStdString(name));
  const QString now = QString::fromStdString(chosen);
  if (box->findData(now) < 0) box->addItem(oneLine(now), now);
  box->setCurrentIndex(box->findData(now));
  connect(box, &QComboBox::activated, this, [this, box, &chosen] {
    chosen = box->currentData().toString().toStdString();
    again();
  });
}

void LookDialog::columnBox(const QString& objectName, const QString& name, std::string& column) {
  QLabel* heading = label(name, "", true);
  QComboBox* box = addBox(objectName, heading);
  columns_.push_back({heading, box, &column, &column == &request_.pictures.pictureColumn});
  connect(box, &QComboBox::activated, this, [this, box, &column] {
    column = box->currentData().toString().toStdString();
    again();
  });
}

QWidget* LookDialog::buildRecords() {
  recordsCard_ = plainCard({});
  said_ = label({}, "secondary", true);
  said_->setObjectName("lookSaid");
  said_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  problem_ = label({}, "warning", true);
  problem_->setObjectName("lookProblem");
  recordsCard_->body()->addWidget(said_);
  recordsCard_->body()->addWidget(problem_);
  auto* modes = new WrapLayout;
  auto* group = new QButtonGroup(this);
  read_ = modeButton("lookRead", tr("As they come out"));
  leftOut_ = modeButton("lookLeftOut", tr("Left out"));
  for (QPushButton* mode : {read_, leftOut_}) {
    group->addButton(mode);
    modes->addWidget(mode);
    connect(mode, &QPushButton::clicked, this, &LookDialog::presentRecords);
  }
  read_->setChecked(true);
  recordsCard_->body()->addLayout(modes);
  records_ = new RowList("lookRecords", tr("The first records"));
  rows_ = new LookModel(this);
  records_->setModel(rows_);
  text_ = new ReadingText;
  text_->setObjectName("lookText");
  text_->setAccessibleName(tr("The record's text"));
  takeWhatIsLeft(records_, 132);
  takeWhatIsLeft(text_, 90);
  recordsCard_->body()->addWidget(records_, 3);
  recordsCard_->body()->addWidget(rule());
  recordsCard_->body()->addWidget(text_, 2);
  connect(records_, &RowList::rowChosen, this, &LookDialog::presentRecord);
  return recordsCard_;
}

void LookDialog::resizeEvent(QResizeEvent* event) {
  Dialog::resizeEvent(event);
  arrange();
}

// Beside each other where there is room, at this size and scale.
void LookDialog::arrange() {
  panes_->setSpacing(theme().px(kSpaceM));
  const bool beside = width() >= theme().px(kBeside);
  panes_->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
  QWidget* choices = panes_->itemAt(0)->widget();
  choices->setMinimumWidth(beside ? theme().px(kChoicesWidth) : 0);
  choices->setMaximumWidth(beside ? theme().px(kChoicesWidth) : QWIDGETSIZE_MAX);
}

void LookDialog::again() {
  looking_.ask([request = request_] {
    JobControl control;
    return look(request, control);
  });
}

void LookDialog::take(Result<FirstLook> found) {
  import_->setEnabled(found.has_value());
  problem_->setVisible(!found);
  if (!found) return problem_->setText(inWords(found.error()));
  look_ = std::move(*found);
  present();
}

const FileLook* LookDialog::file() const {
  const auto at = static_cast<size_t>(std::max(0, files_->currentRow()));
  return at < look_.files.size() ? &look_.files[at] : nullptr;
}

// Whether the file in view is read as it is whatever this setting says.
bool LookDialog::meansNothing(const QString& key) const {
  const FileLook* now = file();
  if (!now) return true;
  const Reading& reading = now->reading;
  const QString name = key.section('.', 1);
  if (name == "delimiter" || name == "quoting" || name == "header")
    return reading.reader != "table";
  if (name == "chat") return reading.chat.empty();
  if (name == "separator") return reading.reader != "text";
  if (name == "invalid_bytes")
    return reading.replacedBytes == 0 &&
           this->reading().invalidBytes == ReadingSettings().invalidBytes;
  return name != "captions";  // the encoding has a box of its own
}

ReadingSettings& LookDialog::reading() {
  return request_.ofPictures ? request_.pictures.reading : request_.text.reading;
}

const ReadingSettings& LookDialog::reading() const {
  return request_.ofPictures ? request_.pictures.reading : request_.text.reading;
}

void LookDialog::present() {
  const int row = std::max(0, files_->currentRow());
  std::vector<LookModel::Row> rows;
  for (const FileLook& file : look_.files) {
    const std::vector<Message> about = howRead(file.reading);
    rows.push_back({nameOf(file), !file.problem.empty() ? inWords(file.problem)
                                  : about.empty()
                                      ? QString()
                                      : inWords(about.front())});
  }
  filesCard_->setVisible(rows.size() > 1);
  fileRows_->show(std::move(rows));
  filesCard_->setHeading(look_.moreFiles ? tr("The first %1 of %2 files")
                                               .arg(count(look_.files.size()),
                                                    count(look_.files.size() + look_.moreFiles))
                                         : tr("Files"));
  files_->goTo(std::min(row, fileRows_->rowCount() - 1));
  form_->readBack();
  presentFile();
}

void LookDialog::presentFile() {
  form_->setIdle([this](const QString& key) { return meansNothing(key); });
  presentColumns();
  presentRecords();
}

// The columns of the file in view; what is recognised stands first.
void LookDialog::presentColumns() {
  const FileLook* now = file();
  for (const ColumnChoice& choice : columns_) {
    const bool ofTable = now && now->reading.columns.size() > 1;
    choice.name->setVisible(ofTable);
    choice.box->setVisible(ofTable);
    if (!ofTable) continue;
    const QSignalBlocker quiet(choice.box);
    choice.box->clear();
    const std::string& taken =
        choice.ofPictures ? now->reading.pictureColumn : now->reading.column;
    choice.box->addItem(choice.column->empty() && !taken.empty()
                            ? tr("As recognised: %1").arg(oneLine(QString::fromStdString(taken)))
                            : tr("As recognised"),
                        QString());
    for (const std::string& column : now->reading.columns)
      choice.box->addItem(oneLine(QString::fromStdString(column)), QString::fromStdString(column));
    const QString chosen = QString::fromStdString(*choice.column);
    if (choice.box->findData(chosen) < 0) choice.box->addItem(oneLine(chosen), chosen);
    choice.box->setCurrentIndex(choice.box->findData(chosen));
  }
}

void LookDialog::presentRecords() {
  const FileLook* now = file();
  QStringList sentences;
  if (now)
    for (const Message& sentence : howRead(now->reading))
      sentences << inWords(sentence);
  recordsCard_->setHeading(now ? nameOf(*now) : QString());
  said_->setText(sentences.join(' '));
  problem_->setText(now ? inWords(now->problem) : QString());
  problem_->setVisible(!problem_->text().isEmpty());
  const bool any = std::ranges::any_of(
      look_.files, [](const FileLook& one) { return one.problem.empty(); });
  import_->setEnabled(any || look_.files.empty());

  const size_t left = now ? now->skipped.size() : 0;
  leftOut_->setEnabled(left > 0);
  leftOut_->setText(left ? tr("Left out: %1").arg(count(left)) : tr("Left out: nothing"));
  if (left == 0) read_->setChecked(true);
  std::vector<LookModel::Row> rows;
  if (now && leftOut_->isChecked()) {
    for (const auto& [place, reason] : now->skipped)
      rows.push_back({inWords(place), inWords(reason)});
  } else if (now) {
    for (const LookedRecord& record : now->records) {
      const QString bytes =
          record.bytes == 1 ? tr("1 byte") : bytesText(static_cast<double>(record.bytes));
      QStringList detail{oneLine(inWords(record.place)), bytes};
      if (!record.picture.empty()) detail << oneLine(QString::fromStdString(record.picture));
      detail.removeAll(QString());
      // The empty lines after a paragraph belong to its text, not to what is listed of it.
      rows.push_back(
          {oneLine(QString::fromStdString(record.text).trimmed()), detail.join(" · ")});
    }
  }
  rows_->show(std::move(rows));
  records_->goTo(0);
  presentRecord(0);
}

void LookDialog::presentRecord(int row) {
  const FileLook* now = file();
  const auto at = static_cast<size_t>(std::max(0, row));
  QString text;
  if (now && leftOut_->isChecked()) {
    if (at < now->skipped.size()) text = inWords(now->skipped[at].second);
  } else if (now && at < now->records.size()) {
    text = QString::fromStdString(now->records[at].text);
  }
  text_->show(shownText(text, false), false, {});
}

}  // namespace unmask

// Painting the roles of a batch.
#include "ui/pretext/picture_roles.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "core/spec/catalogue.h"
#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kLeast = 150;        // pixels at 100 %
constexpr int kMost = 900;         // of what is seen at once
constexpr int kLeastCell = 8;      // so that its mark can be seen
constexpr int kSmallestSide = 14;  // of the pictures along the side

QString count(uint64_t value) {
  return countText(static_cast<double>(value));
}

QColor mixed(const QColor& a, const QColor& b, double share) {
  const auto part = [share](int from, int to) {
    return static_cast<int>(std::lround(from + (to - from) * share));
  };
  return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

// What a cell is painted with: its role, with a model how alike both are (0 to 1 of what is
// shown), and whether it was drawn as a wrong partner.
struct CellLook {
  BatchRole role = BatchRole::negative;
  double alike = -1;  // below 0: not known
  bool drawn = false;
};

// A mark besides the colour: a dot for a positive, a stroke for what is left out, two for an equal
// caption, a frame for what was drawn.
void paintCell(QPainter& painter, const QRect& cell, const CellLook& look) {
  const Palette& p = theme().palette();
  const int inset = std::max(1, cell.width() / 4);
  QColor fill = p.kept.fill, mark = p.secondary;
  if (look.alike >= 0) {
    fill = mixed(p.sunken, p.accent, look.alike);
    mark = look.alike > 0.55 ? p.onAccent : p.text;
  } else if (look.role == BatchRole::positive) {
    fill = p.accent;
    mark = p.onAccent;
  } else if (look.role != BatchRole::negative) {
    fill = p.sunken;
  }
  painter.fillRect(cell, fill);
  painter.setPen(QPen(mark, 1));
  painter.setBrush(Qt::NoBrush);
  if (look.role == BatchRole::self || look.role == BatchRole::excluded)
    painter.drawLine(cell.bottomLeft(), cell.topRight());
  if (look.role == BatchRole::excluded) painter.drawLine(cell.topLeft(), cell.bottomRight());
  if (look.role == BatchRole::positive) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(mark);
    painter.drawEllipse(cell.adjusted(inset, inset, -inset, -inset));
    painter.setBrush(Qt::NoBrush);
  }
  if (!look.drawn) return;
  painter.setPen(QPen(p.random.ink, std::max(1, std::min(theme().px(2), cell.width() / 4))));
  painter.drawRect(cell.adjusted(0, 0, -1, -1));
}

// One cell and its name, for the legend.
QWidget* legendEntry(const CellLook& look, QLabel* name) {
  class Sample : public QWidget {
   public:
    explicit Sample(const CellLook& look) : look_(look) {}
    void paintEvent(QPaintEvent*) override {
      QPainter painter(this);
      painter.setRenderHint(QPainter::Antialiasing);
      paintCell(painter, rect(), look_);
    }

   private:
    CellLook look_;
  };
  auto* entry = new QWidget;
  auto* row = new QHBoxLayout(entry);
  row->setContentsMargins(0, 0, 0, 0);
  auto* sample = new Sample(look);
  const auto applyScale = [sample, row] {
    sample->setFixedSize(theme().px(12), theme().px(12));
    row->setSpacing(theme().px(6));
  };
  QObject::connect(&theme(), &Theme::changed, sample, applyScale);
  applyScale();
  row->addWidget(sample);
  row->addWidget(name, 1);
  return entry;
}

}  // namespace

RolesMatrix::RolesMatrix(QWidget* parent) : QWidget(parent) {
  setObjectName("rolesMatrix");
  setAccessibleName(tr("Roles of everything in the batch beside everything else"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  connect(&theme(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

QSize RolesMatrix::sizeHint() const {
  const int side = std::max(theme().px(kLeast), lines() * theme().px(kLeastCell));
  return {side, side};
}

RolesArea::RolesArea(RolesMatrix* matrix) : matrix_(matrix) {
  setObjectName("rolesArea");
  setProperty("sideways", true);  // it may scroll so: a large table is seen in parts
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::NoFocus);  // its matrix has the keys
  setWidget(matrix);
  setCornerWidget(new QWidget);  // else the style paints the corner as it likes
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(matrix, &RolesMatrix::cellChosen, this, [this](int row, int column) {
    const QRect cell = matrix_->cellRect(row, column);
    ensureVisible(cell.center().x(), cell.center().y(), 3 * cell.width(), 3 * cell.height());
  });
  connect(&theme(), &Theme::changed, this, [this] { updateGeometry(); });
}

QSize RolesArea::sizeHint() const {
  return {theme().px(kLeast), theme().px(kLeast)};
}

// A large window is not filled by one table: its cells would say no more.
int RolesArea::heightForWidth(int width) const {
  return std::min(width, theme().px(kMost));
}

void RolesMatrix::show(RolesTable table) {
  const bool other = !ofOneBatch(table, table_);
  table_ = std::move(table);
  if (!table_.values.empty()) {
    const auto [least, most] = std::ranges::minmax(table_.values);
    least_ = least;
    most_ = most;
  }
  if (other) row_ = column_ = -1;
  updateGeometry();
  update();
}

// Pictures stand along the left side, and of views along the top too, where they can be told apart.
int RolesMatrix::margin() const {
  const int side = std::min(width(), height());
  const int cell = side / std::max(lines() + 1, 1);
  return cell >= theme().px(kSmallestSide) ? cell : 0;
}

int RolesMatrix::edge(int line) const {
  const int side = std::min(width(), height()) - margin();
  return margin() + line * side / std::max(lines(), 1);
}

QRect RolesMatrix::cellRect(int row, int column) const {
  const int gap = edge(1) - edge(0) > theme().px(5) ? 2 : 1;
  return {QPoint(edge(column), edge(row)), QPoint(edge(column + 1) - gap, edge(row + 1) - gap)};
}

bool RolesMatrix::cellAt(const QPoint& at, int& row, int& column) const {
  for (row = 0; row < lines(); ++row)
    if (at.y() >= edge(row) && at.y() < edge(row + 1))
      for (column = 0; column < lines(); ++column)
        if (at.x() >= edge(column) && at.x() < edge(column + 1)) return true;
  return false;
}

void RolesMatrix::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double span = std::max(most_ - least_, 1e-6f);
  for (int row = 0; row < lines(); ++row)
    for (int column = 0; column < lines(); ++column) {
      const size_t at =
          static_cast<size_t>(row) * static_cast<size_t>(lines()) + static_cast<size_t>(column);
      const double alike =
          table_.values.empty() ? -1 : static_cast<double>(table_.values[at] - least_) / span;
      paintCell(painter, cellRect(row, column),
                {table_.role(row, column), alike, table_.drawn(row, column)});
    }
  if (margin() > 0) {
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (int line = 0; line < lines(); ++line) {
      const auto paint = [&](const QImage& picture, QRect place) {
        if (!picture.isNull()) painter.drawImage(place, picture);
      };
      const QRect cell = cellRect(line, line);
      paint(table_.lines[static_cast<size_t>(line)].picture,
            {0, cell.top(), cell.height(), cell.height()});
      paint(table_.across[static_cast<size_t>(line)].picture,
            {cell.left(), 0, cell.width(), cell.width()});
    }
  }
  const Palette& p = theme().palette();
  painter.setBrush(Qt::NoBrush);
  if (row_ >= 0) {
    painter.setPen(QPen(p.text, theme().px(2)));
    painter.drawRect(cellRect(row_, column_).adjusted(-1, -1, 1, 1));
  }
  if (!hasFocus()) return;
  painter.setPen(QPen(p.accent, theme().px(2)));
  painter.drawRect(QRect(0, 0, edge(lines()), edge(lines())).adjusted(1, 1, -2, -2));
}

void RolesMatrix::choose(int row, int column) {
  row_ = std::clamp(row, 0, lines() - 1);
  column_ = std::clamp(column, 0, lines() - 1);
  update();
  Q_EMIT cellChosen(row_, column_);
}

void RolesMatrix::mousePressEvent(QMouseEvent* event) {
  int row = 0, column = 0;
  if (cellAt(event->pos(), row, column)) choose(row, column);
}

void RolesMatrix::keyPressEvent(QKeyEvent* event) {
  if (lines() == 0) return QWidget::keyPressEvent(event);
  const int row = std::max(row_, 0), column = std::max(column_, 0);
  switch (event->key()) {
    case Qt::Key_Left:
      return choose(row, row_ < 0 ? 0 : column - 1);
    case Qt::Key_Right:
      return choose(row, row_ < 0 ? 0 : column + 1);
    case Qt::Key_Up:
      return choose(row - 1, column);
    case Qt::Key_Down:
      return choose(row_ < 0 ? 0 : row + 1, column);
    default:
      QWidget::keyPressEvent(event);
  }
}

bool RolesMatrix::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  int row = 0, column = 0;
  if (cellAt(help->pos(), row, column))
    QToolTip::showText(help->globalPos(), table_.said(row, column), this);
  else
    QToolTip::hideText();
  return true;
}

RolesCard::RolesCard(QWidget* parent) : Card(tr("Who is whose positive"), parent) {
  setObjectName("rolesCard");
  // The question mark stands beside the words, not under the corner's button.
  heading()->setWordWrap(false);
  headingRow()->setStretchFactor(heading(), 0);
  for (const ObjectiveInfo& info : objectives())
    if (info.family == Family::pairs || info.architecture == Architecture::simclr) {
      helps_.push_back(helpMark(info.id));
      headingRow()->addWidget(helps_.back());
    }
  headingRow()->addStretch(1);
  count_ = label({}, "secondary", true);
  count_->setObjectName("rolesCount");
  models_ = new Picker("rolesModel", tr("Model"));
  model_ = label({}, "secondary", true);
  model_->setObjectName("rolesModelSaid");
  matrix_ = new RolesMatrix;
  cell_ = label({}, "", true);
  cell_->setObjectName("rolesCell");
  scale_ = label({}, "secondary", true);
  scale_->setObjectName("rolesScale");
  chance_ = label({}, "secondary", true);
  chance_->setObjectName("rolesChance");
  body()->addWidget(count_);
  body()->addWidget(models_, 0, Qt::AlignLeft);
  body()->addWidget(model_);
  body()->addWidget(new RolesArea(matrix_));
  body()->addWidget(cell_);
  body()->addWidget(scale_);
  positive_ = label({}, "secondary", true);
  negative_ = label({}, "secondary", true);
  body()->addWidget(legendEntry({BatchRole::positive}, positive_));
  body()->addWidget(legendEntry({BatchRole::negative}, negative_));
  self_ = legendEntry({BatchRole::self}, label(tr("the view itself: left out"), "secondary", true));
  excluded_ = legendEntry({BatchRole::excluded},
                          label(tr("another pair with an equal caption"), "secondary", true));
  drawn_ = legendEntry(
      {BatchRole::negative, -1, true},
      label(tr("drawn as a wrong partner, to be told from the right one"), "secondary", true));
  for (QWidget* entry : {self_, excluded_, drawn_}) body()->addWidget(entry);
  body()->addWidget(chance_);
  connect(models_, &Picker::picked, this, &RolesCard::modelPicked);
  connect(matrix_, &RolesMatrix::cellChosen, this, [this](int row, int column) {
    cell_->setText(matrix_->table().said(row, column));
    cell_->show();
  });
}

void RolesCard::setModels(const QList<Picker::Option>& runs) {
  options_ = modelChoices(runs);
  models_->setOptions(options_, 1);
  models_->setVisible(!runs.isEmpty());
}

QString RolesCard::nameOf(const QString& model) const {
  const auto named = std::ranges::find(options_, model, &Picker::Option::id);
  return named != options_.end() ? named->label : options_.front().label;
}

void RolesCard::show(const std::vector<BatchRow>& rows, const RunSpec& spec, const QString& model) {
  const auto batchSize = static_cast<uint64_t>(spec.train.batchSize);
  const bool pairs = familyOf(spec) == Family::pairs;
  const bool matching = std::holds_alternative<ImageTextMatchingSettings>(spec.objectiveSettings);
  const bool part = rows.size() < batchSize;
  if (pairs)
    count_->setText(
        part ? tr("%1 pairs in the batch; the first %2 shown. Rows are pictures, columns "
                  "captions.")
                   .arg(count(batchSize), count(rows.size()))
        : batchSize == 1 ? tr("One pair in the batch.")
                         : tr("%1 pairs in the batch. Rows are pictures, columns captions.")
                               .arg(count(batchSize)));
  else
    count_->setText(
        part
            ? tr("%1 pictures in the batch, %2 views; the first %3 pictures shown")
                  .arg(count(batchSize), count(2 * batchSize), count(rows.size()))
        : batchSize == 1
            ? tr("One picture in the batch, two views")
            : tr("%1 pictures in the batch, %2 views").arg(count(batchSize), count(2 * batchSize)));
  positive_->setText(pairs ? tr("the caption of the picture")
                           : tr("the other view of the same picture"));
  negative_->setText(pairs ? tr("the caption of another picture")
                           : tr("a view of another picture"));
  RolesTable table = rolesTableOf(rows, spec);
  const bool equal =
      pairs && std::ranges::find(table.roles, BatchRole::excluded) != table.roles.end();
  for (QToolButton* help : helps_)
    help->setVisible(help->objectName() == "help." + QString::fromStdString(spec.objective));
  self_->setVisible(!pairs);
  excluded_->setVisible(equal);
  drawn_->hide();
  if (!ofOneBatch(table, matrix_->table())) cell_->hide();
  matrix_->show(std::move(table));
  scale_->hide();
  const double chance = chanceLoss(spec);
  if (matching)
    chance_->setText(tr("Each picture and caption is also shown with a wrong partner; which one "
                        "needs a model. At chance the loss is ln %1 + ln 2 = %2.")
                         .arg(count(batchSize), valueText(chance)));
  else if (pairs)
    chance_->setText(tr("Every picture looks for its caption among %1, every caption for its "
                        "picture: at chance the loss is ln %1 = %2.")
                         .arg(count(batchSize), valueText(chance)));
  else
    chance_->setText(tr("Every view looks for its positive among %1 others: at chance the loss is "
                        "ln %1 = %2.")
                         .arg(count(2 * batchSize - 1), valueText(chance)));
  models_->setCurrent(model, nameOf(model));
  setRole(model_, "secondary");
  model_->setText(options_.size() > 1
                      ? tr("How similar they are needs a model: choose a run above.")
                      : tr("How similar they are needs a model: a run of this objective on this "
                           "corpus with the same tokenizer and view size."));
}

void RolesCard::showWaiting() {
  setRole(model_, "secondary");
  model_->setText(tr("Asking the model of %1…").arg(nameOf(models_->current())));
}

void RolesCard::showProblem(const QString& why) {
  setRole(model_, "warning");
  model_->setText(why);
}

void RolesCard::showSight(const QJsonObject& answer) {
  RolesTable table = matrix_->table();
  if (const Status added = addSight(table, answer); !added)
    return showProblem(inWords(added.error()));
  const auto [least, most] = std::ranges::minmax(table.values);
  setRole(model_, "secondary");
  model_->setText(tr("Of the model of %1 at step %2.", "run, step")
                      .arg(nameOf(models_->current()), countText(answer["checkpoint"].toDouble())));
  scale_->setText(tr("The deeper the colour, the more alike: cosines from %1 to %2.")
                      .arg(QLocale().toString(least, 'f', 2), QLocale().toString(most, 'f', 2)));
  scale_->show();
  drawn_->setVisible(!table.wrongCaptions.empty());
  matrix_->show(std::move(table));
  Q_EMIT sightShown();
}

}  // namespace unmask

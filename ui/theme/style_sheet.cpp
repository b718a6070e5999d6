// The style sheet: surfaces, cards, buttons, fields, lists, in the palette's colours and the scale.
#include <QHash>
#include <QRegularExpression>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

// {name} is a colour of the palette, {12} a measure of 12 px at 100 %.
const char* const kSheet = R"(
* { outline: none; }
QMainWindow, QDialog, QMenu { background: {background}; color: {text}; }
QWidget#pageArea, QWidget#header, QStackedWidget, QScrollArea, QScrollArea > QWidget > QWidget#column {
  background: transparent; }
QLabel { background: transparent; color: {text}; }
QLabel[role="secondary"] { color: {secondary}; }
QLabel[role="about"] { color: {secondary}; padding: 0 {4}px {6}px {8}px; }
QLabel[role="title"] { font-size: {20}px; font-weight: 600; }
QLabel[role="heading"] { font-size: {12}px; font-weight: 600; color: {secondary}; }
QLabel[role="figure"] { font-size: {26}px; font-weight: 600; }
QLabel[role="value"] { font-weight: 600; }
QLabel[role="good"] { color: {predictedInk}; font-weight: 600; }
QLabel[role="warning"] { color: {maskedInk}; font-weight: 600; }
QLabel[role="error"] { color: {maskedInk}; }
QLabel[role="accent"] { color: {accent}; font-weight: 600; }

QFrame[card="true"] { background: {surface}; border: 1px solid {line}; border-radius: {10}px; }
QWidget#fullCard { background: {background}; }
QWidget#walkBar { background: {surface}; }
QToolButton[corner="true"] { background: {surface}; border: 2px solid transparent;
  border-radius: {4}px; padding: 0; }
QToolButton[corner="true"]:hover { background: {sunken}; }
QToolButton[corner="true"]:focus { border-color: {accent}; }
QToolButton[help="true"] { background: transparent; color: {secondary}; border: 1px solid {secondary};
  border-radius: {7}px; padding: 0; min-width: {14}px; max-width: {14}px; min-height: {14}px;
  max-height: {14}px; font-size: {11}px; font-weight: 600; }
QToolButton[help="true"]:hover { color: {accent}; border-color: {accent}; }
QToolButton[help="true"]:focus { color: {accent}; border: 2px solid {accent}; border-radius: {6}px;
  min-width: {12}px; max-width: {12}px; min-height: {12}px; max-height: {12}px; }
QFrame#helpPane { border: 1px solid {secondary}; }
QFrame[rule="true"] { background: {line}; border: none; max-height: 1px; min-height: 1px; }
QWidget#rail { background: {surface}; border-right: 1px solid {line}; }
QWidget#statusLine { background: {surface}; border-top: 1px solid {line}; }
QWidget#statusLine QLabel, QWidget#statusLine QPushButton { font-size: {12}px; }
QFrame#messageBar { background: {maskedFill}; border: 1px solid {maskedInk}; border-radius: {10}px; }
QFrame#messageBar QLabel { color: {text}; }
QFrame#messageBar[kind="notice"] { background: {keptFill}; border: 1px solid {keptInk}; }

QToolButton[rail="true"] { background: transparent; border: 2px solid transparent;
  border-radius: {7}px; color: {secondary}; font-size: {11}px; padding: {5}px {2}px; }
QToolButton[rail="true"]:hover { background: {sunken}; }
QToolButton[rail="true"]:focus { border-color: {accent}; }
QToolButton[rail="true"]::menu-indicator { image: none; width: 0; }
QToolButton[rail="true"]:checked { background: {keptFill}; color: {accent}; font-weight: 600; }

QPushButton, QToolButton[button="true"] { background: {surface}; color: {text};
  border: 1px solid {line}; border-radius: {7}px; padding: 0 {12}px; min-height: {28}px;
  font-weight: 500; icon-size: {16}px; }
QPushButton:hover, QToolButton[button="true"]:hover { border-color: {secondary}; }
QPushButton:focus, QToolButton[button="true"]:focus { border: 2px solid {accent}; padding: 0 {11}px; }
QPushButton:pressed { background: {sunken}; }
QPushButton:disabled { color: {secondary}; background: {background}; }
QPushButton[primary="true"] { background: {accent}; color: {onAccent}; border-color: {accent};
  font-weight: 600; }
QPushButton[primary="true"]:focus { border: 2px solid {text}; }
QPushButton[primary="true"]:disabled { background: {sunken}; color: {secondary};
  border-color: {line}; }
QPushButton[final="true"] { color: {maskedInk}; border-color: {maskedInk}; font-weight: 600; }
QPushButton[final="true"]:focus { border: 2px solid {maskedInk}; }
QPushButton[link="true"] { background: transparent; border: 2px solid transparent; color: {accent};
  padding: 0; min-height: {22}px; text-align: left; font-weight: 500; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border: 2px solid {accent}; border-radius: {4}px; padding: 0; }
QToolButton[button="true"]::menu-indicator { image: none; width: 0; }

QToolButton[inline="true"] { background: transparent; border: 2px solid transparent;
  border-radius: {4}px; padding: 0; }
QToolButton[inline="true"]:hover { background: {sunken}; }
QToolButton[inline="true"]:focus { border-color: {accent}; }

QPushButton[mode="true"] { background: transparent; border: 2px solid transparent; color: {secondary};
  padding: 0 {4}px; min-height: {22}px; font-size: {12}px; font-weight: 600; }
QPushButton[mode="true"]:checked { color: {accent}; border-bottom: 2px solid {accent};
  border-radius: 0; }
QPushButton[mode="true"]:focus { border: 2px solid {accent}; border-radius: {4}px; }

QToolButton[tool] { background: transparent; border: 2px solid transparent;
  border-radius: {4}px; color: {secondary}; font-size: {12}px; font-weight: 600; padding: {2}px {14}px {2}px {4}px;
  icon-size: {16}px; }
QToolButton[tool="icon"] { padding: {2}px {4}px; }
QToolButton[tool]:hover { background: {sunken}; }
QToolButton[tool]:focus { border-color: {accent}; }
QToolButton[tool]:disabled { color: {line}; }
QToolButton[tool="icon"]::menu-indicator { image: none; width: 0; }
QToolButton[tool="true"]::menu-indicator { image: url(:/unmask/icons/{arrow}); width: {8}px;
  height: {8}px; subcontrol-position: right center; subcontrol-origin: padding; }

QPushButton[choice="true"] { background: transparent; border: 2px solid transparent;
  border-radius: {7}px; text-align: left; padding: 0 {6}px; min-height: {28}px; font-weight: 400; }
QPushButton[choice="true"]:hover { background: {sunken}; }
QPushButton[choice="true"]:checked { background: {keptFill}; color: {accent}; font-weight: 600; }
QPushButton[choice="true"]:focus { border-color: {accent}; }
QPushButton[choice="true"]:disabled { color: {secondary}; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
  background: {sunken}; color: {text}; border: 1px solid {line}; border-radius: {7}px;
  selection-background-color: {accent}; selection-color: {onAccent}; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { padding: 0 {8}px; min-height: {26}px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus, QTableView:focus, QListView:focus { border: 2px solid {accent}; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QSpinBox[invalid="true"],
QDoubleSpinBox[invalid="true"] { border: 2px solid {maskedInk}; }
QLineEdit[reading="true"] { font-size: {16}px; min-height: {34}px; }
QTextEdit[reading="true"] { background: transparent; border: 2px solid transparent; padding: 0; }
QTextEdit[reading="true"]:focus { border-color: {accent}; }
QTextEdit#helpText, QTextEdit#helpText:focus { border: none; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
  width: 0; border: none; }
QComboBox::drop-down { border: none; width: {18}px; }
QComboBox::down-arrow { image: url(:/unmask/icons/{arrow}); width: {10}px; height: {10}px; }
QComboBox { combobox-popup: 0; }
QComboBoxPrivateContainer { background: transparent; border: none; }
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus { background: {surface};
  color: {text}; border: 1px solid {line}; border-radius: {7}px; padding: {4}px;
  selection-background-color: {keptFill}; selection-color: {text}; }
QComboBox QAbstractItemView::item { border: none; border-radius: {4}px; padding: 0 {8}px;
  min-height: {28}px; }
QComboBox QAbstractItemView::item:selected { background: {keptFill}; color: {text}; }
QCheckBox { background: transparent; spacing: {8}px; min-height: {26}px; }
QCheckBox::indicator, QTableView::indicator { width: {16}px; height: {16}px; border: 1px solid {secondary};
  border-radius: {4}px; background: {surface}; }
QCheckBox::indicator:checked, QTableView::indicator:checked { background: {accent}; border-color: {accent};
  image: url(:/unmask/icons/{check}); }
QCheckBox::indicator:focus { border: 2px solid {accent}; }
QPushButton[square="true"], QPushButton[square="true"]:focus { padding: 0; min-width: {28}px;
  max-width: {28}px; }

QMenu { border: 1px solid {line}; border-radius: {7}px; padding: {4}px; background: {surface}; }
QMenu::item { padding: {6}px {16}px; border-radius: {4}px; color: {text}; }
QMenu::item:selected { background: {keptFill}; }
QMenu::item:disabled { color: {secondary}; }
QMenu::separator { height: 1px; background: {line}; margin: {4}px; }
QToolTip { background: {surface}; color: {text}; border: 1px solid {line}; padding: {6}px; }

QTableView, QListView { background: transparent; color: {text}; border: 2px solid transparent;
  border-radius: {7}px; gridline-color: {line}; selection-background-color: {keptFill};
  selection-color: {text}; alternate-background-color: {sunken}; }
QTableView::item, QListView::item { border: none; background: transparent; padding: {4}px {6}px; }
QTableView::item:selected, QListView::item:selected { background: {keptFill}; color: {text}; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: {secondary}; border: none;
  border-bottom: 1px solid {line}; padding: {6}px; font-size: {12}px; font-weight: 500; }
QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-position: top center; width: {9}px;
  height: {9}px; }
QTableView#tokenGrid QHeaderView::section { border: none; padding: {6}px 0 0 0; }

QProgressBar { background: {line}; border: none; border-radius: {3}px; min-height: {6}px;
  max-height: {6}px; }
QProgressBar::chunk { background: {accent}; border-radius: {3}px; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: {8}px; }
QScrollBar:horizontal { height: {8}px; }
QScrollBar::handle { background: {handle}; border-radius: {3}px; margin: 1px; }
QScrollBar::handle:vertical { min-height: {24}px; }
QScrollBar::handle:horizontal { min-width: {24}px; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: {secondary}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: {line}; border-radius: {3}px;
  margin: 1px; }
QScrollBar::add-page:disabled, QScrollBar::sub-page:disabled { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QSlider::groove:horizontal { height: {3}px; background: {line}; border-radius: 1px; }
QSlider::sub-page:horizontal { background: {accent}; border-radius: 1px; }
QSlider::handle:horizontal { width: {14}px; height: {14}px; margin: -{6}px 0;
  border-radius: {7}px; background: {accent}; }
QSlider::handle:horizontal:focus { border: 2px solid {text}; }
)";

}  // namespace

QString styleSheet(const Theme& theme) {
  const Palette& p = theme.palette();
  const QHash<QString, QString> words{
      {"background", p.background.name()},
      {"surface", p.surface.name()},
      {"line", p.line.name()},
      {"sunken", p.sunken.name()},
      {"text", p.text.name()},
      {"secondary", p.secondary.name()},
      {"accent", p.accent.name()},
      {"onAccent", p.onAccent.name()},
      {"maskedInk", p.masked.ink.name()},
      {"maskedFill", p.masked.fill.name()},
      {"keptInk", p.kept.ink.name()},
      {"keptFill", p.kept.fill.name()},
      {"predictedInk", p.predicted.ink.name()},
      {"handle", (p.dark ? p.line.lighter(190) : p.line.darker(140)).name()},
      {"arrow", p.dark ? "down-dark.svg" : "down-light.svg"},
      {"check", p.dark ? "check-dark.svg" : "check-light.svg"},
  };
  static const QRegularExpression slot(R"(\{([A-Za-z]+|\d+)\})");
  const QString sheet = QString::fromLatin1(kSheet);
  QString out;
  qsizetype from = 0;
  for (auto it = slot.globalMatch(sheet); it.hasNext();) {
    const QRegularExpressionMatch match = it.next();
    out += QStringView(sheet).mid(from, match.capturedStart() - from);
    const QString name = match.captured(1);
    bool number = false;
    const int measure = name.toInt(&number);
    out += number ? QString::number(theme.px(measure)) : words.value(name);
    from = match.capturedEnd();
  }
  return out + sheet.mid(from);
}

}  // namespace unmask

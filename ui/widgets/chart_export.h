// A chart as a picture for elsewhere: PNG, SVG, PDF, clipboard.
#pragma once

#include <QByteArray>
#include <QImage>

namespace unmask {

class Chart;

enum class PictureFormat { png, svg, pdf };

// As it is seen, with its name and units, twice as fine.
QImage chartImage(Chart&);
// PNG and SVG as seen; PDF on white, for paper.
QByteArray chartFile(Chart&, PictureFormat);

}  // namespace unmask

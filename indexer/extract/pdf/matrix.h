// Matrix: the affine maps of PDF, row vectors from the left (ISO 32000-1, 8.3.3).
#pragma once

namespace kontor::pdf {

struct Matrix {
    double a = 1;
    double b = 0;
    double c = 0;
    double d = 1;
    double e = 0;
    double f = 0;

    // First this one, then `next`.
    Matrix then(const Matrix& next) const {
        return {a * next.a + b * next.c,          a * next.b + b * next.d,
                c * next.a + d * next.c,          c * next.b + d * next.d,
                e * next.a + f * next.c + next.e, e * next.b + f * next.d + next.f};
    }
    // Back again, for what neither flattens nor is too small to be told from that.
    Matrix inverse() const {
        const double size = a * d - b * c;
        return {d / size,
                -b / size,
                -c / size,
                a / size,
                (c * f - d * e) / size,
                (b * e - a * f) / size};
    }
    // Moves the origin, in the coordinates before this map.
    void shift(double x, double y) {
        e += x * a + y * c;
        f += x * b + y * d;
    }
};

struct Rectangle {
    double left = 0;
    double bottom = 0;
    double right = 0;
    double top = 0;
    double width() const { return right - left; }
    double height() const { return top - bottom; }
};

}  // namespace kontor::pdf

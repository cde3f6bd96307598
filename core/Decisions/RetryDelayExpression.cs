using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Postrider.Core.Decisions;

/// <summary>A delay in ms as arithmetic over <c>retried</c>, with pow, exp, sqrt, abs, floor, ceil, round, min and max.</summary>
public sealed class RetryDelayExpression
{
    public const int MaxLength = 512;
    private readonly Func<double, double> evaluate;

    private RetryDelayExpression(Func<double, double> evaluate) => this.evaluate = evaluate;

    /// <summary>Reads an expression; <paramref name="error"/> names what was met and where.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RetryDelayExpression? expression, [NotNullWhen(false)] out string? error)
    {
        expression = null;
        error = null;
        if (text.Length > MaxLength)
        {
            error = $"longer than {MaxLength} characters";
            return false;
        }

        try
        {
            expression = new RetryDelayExpression(new Parser(text).ParseWhole());
            return true;
        }
        catch (FormatException exception)
        {
            error = exception.Message;
            return false;
        }
    }

    /// <summary>Delay in ms before the next retry; not a number, infinite and negative results are 0, <paramref name="maxMs"/> caps.</summary>
    public long DelayMs(int retried, long maxMs)
    {
        var value = evaluate(retried);
        return double.IsPositiveInfinity(value) ? 0 : double.IsFinite(value) && value > 0 ? (long)Math.Min(value, maxMs) : 0;
    }

    private sealed class Parser(string text)
    {
        private const int MaxDepth = 64; // a deeper one could exhaust the stack
        private int position;
        private int depth;

        public Func<double, double> ParseWhole()
        {
            var whole = Sum();
            Peek();
            return position == text.Length ? whole : throw Unexpected();
        }

        private Func<double, double> Sum()
        {
            if (++depth > MaxDepth)
            {
                throw new FormatException($"nested deeper than {MaxDepth}");
            }

            var left = Product();
            while (Peek() is '+' or '-')
            {
                var (first, minus) = (left, text[position++] == '-');
                var second = Product();
                left = minus ? n => first(n) - second(n) : n => first(n) + second(n);
            }

            depth--;
            return left;
        }

        private Func<double, double> Product()
        {
            var left = Unary();
            while (Peek() is '*' or '/')
            {
                var (first, divide) = (left, text[position++] == '/');
                var second = Unary();
                left = divide ? n => first(n) / second(n) : n => first(n) * second(n);
            }

            return left;
        }

        private Func<double, double> Unary()
        {
            var negative = false;
            while (Peek() is '+' or '-')
            {
                negative ^= text[position++] == '-';
            }

            var primary = Primary();
            return negative ? n => -primary(n) : primary;
        }

        private Func<double, double> Primary()
        {
            var next = Peek();
            if (next == '(')
            {
                position++;
                var inner = Sum();
                Expect(')');
                return inner;
            }

            if (char.IsAsciiDigit(next))
            {
                var value = Number();
                return _ => value;
            }

            var name = Name();
            return name switch
            {
                "retried" => n => n,
                "" => throw Unexpected(),
                _ when Peek() != '(' => throw new FormatException($"unknown name '{name}'; the only variable is retried"),
                _ => Function(name, Arguments()),
            };
        }

        private double Number()
        {
            var start = position;
            SkipDigits();
            if (position < text.Length && text[position] == '.')
            {
                position++;
                if (position == text.Length || !char.IsAsciiDigit(text[position]))
                {
                    throw new FormatException($"'{text[start..position]}' is not a number");
                }

                SkipDigits();
            }

            if (position < text.Length && text[position] is 'e' or 'E')
            {
                position++;
                if (position < text.Length && text[position] is '+' or '-')
                {
                    position++;
                }

                SkipDigits();
            }

            return double.TryParse(text.AsSpan(start, position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new FormatException($"'{text[start..position]}' is not a number");
        }

        private string Name()
        {
            var start = position;
            while (position < text.Length && char.IsAsciiLetter(text[position]))
            {
                position++;
            }

            return text[start..position];
        }

        private List<Func<double, double>> Arguments()
        {
            Expect('(');
            var arguments = new List<Func<double, double>> { Sum() };
            while (Peek() == ',')
            {
                position++;
                arguments.Add(Sum());
            }

            Expect(')');
            return arguments;
        }

        private static Func<double, double> Function(string name, List<Func<double, double>> arguments) => (name, arguments) switch
        {
            ("pow", [var x, var y]) => n => Math.Pow(x(n), y(n)),
            ("exp", [var x]) => n => Math.Exp(x(n)),
            ("sqrt", [var x]) => n => Math.Sqrt(x(n)),
            ("abs", [var x]) => n => Math.Abs(x(n)),
            ("floor", [var x]) => n => Math.Floor(x(n)),
            ("ceil", [var x]) => n => Math.Ceiling(x(n)),
            ("round", [var x]) => n => Math.Round(x(n), MidpointRounding.AwayFromZero),
            ("min", { Count: >= 2 }) => n => arguments.Min(argument => argument(n)),
            ("max", { Count: >= 2 }) => n => arguments.Max(argument => argument(n)),
            ("pow" or "exp" or "sqrt" or "abs" or "floor" or "ceil" or "round" or "min" or "max", _) =>
                throw new FormatException($"wrong number of arguments for {name}"),
            _ => throw new FormatException($"unknown function '{name}'"),
        };

        // NUL at the end, but not only there: it is a character like others.
        private char Peek()
        {
            while (position < text.Length && text[position] is ' ' or '\t')
            {
                position++;
            }

            return position < text.Length ? text[position] : '\0';
        }

        private void SkipDigits()
        {
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }
        }

        private void Expect(char wanted)
        {
            if (Peek() != wanted)
            {
                throw Unexpected();
            }

            position++;
        }

        private FormatException Unexpected() => position < text.Length
            ? new FormatException($"unexpected '{text[position]}' at character {position + 1}")
            : new FormatException("unexpected end");
    }
}

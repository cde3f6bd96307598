using Postrider.Core.Model;

namespace Postrider.Dispatcher.Protocol;

/// <summary>What may be the name of something that the API makes.</summary>
internal static class NameRules
{
    public const int MaxLength = 253;

    /// <summary>Why nothing can have this name in a path or as a destination; null when it can.</summary>
    public static string? ProblemOf(string name) => ProblemOf(name, MaxLength);

    /// <summary>Whether a queue can be called so, and found under it.</summary>
    public static bool IsQueue(string name) => ProblemOf(name, MessageRoute.MaxQueueLength) is null;

    /// <summary>The same for an endpoint of a URL group: a text that is only shown.</summary>
    public static string? ProblemOfMember(string name) => name.Length > MaxLength || string.IsNullOrWhiteSpace(name) ? $"from 1 to {MaxLength} characters are expected"
        : name.Contains('/', StringComparison.Ordinal) ? "must not hold a slash"
        : HeaderText.ProblemOf(name);

    private static string? ProblemOf(string name, int most) => name.Length == 0 || name.Length > most ? $"from 1 to {most} characters are expected"
        : name is "." or ".." ? "a client would resolve it as a part of the path" // and never send it
        : name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-') ? null
        : "only letters, digits, '.', '_' and '-' are allowed";
}

namespace Postrider.Dispatcher.Protocol;

/// <summary>Why a request was refused: HTTP status and the text of the error body.</summary>
internal sealed record Refusal(int Status, string Error);

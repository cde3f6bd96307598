using Postrider.Core.Store;

namespace Postrider.Dispatcher.Api;

/// <summary>The answer for one published message; <c>deduplicated</c> is absent when false.</summary>
internal sealed record PublishedMessage(string MessageId, string? Url, bool? Deduplicated)
{
    public static PublishedMessage From((PublishAnswer Answer, string Url) published, bool withUrl) => new(
        published.Answer.Id.ToString(), withUrl ? published.Url : null, published.Answer.Code == PublishCode.Duplicate ? true : null);
}

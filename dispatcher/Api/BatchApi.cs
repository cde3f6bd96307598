using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary><c>POST /v2/batch</c>: every item is checked before any is stored.</summary>
internal static class BatchApi
{
    public static void MapBatch(this IEndpointRouteBuilder routes) => routes.MapPost("/v2/batch", PublishAsync);

    private static async Task PublishAsync(HttpContext context, PublishService publishing, IOptions<LimitsOptions> limits)
    {
        var (items, error) = await ReadAsync(context, limits.Value).ConfigureAwait(false);
        if (items is null)
        {
            await ErrorAnswer.WriteAsync(context, error.Status, error.Text).ConfigureAwait(false);
            return;
        }

        var (outcomes, refusal) = await publishing.PublishAsync(
            [.. items.Select(item => (item ?? new BatchItem()).ToOrder())], Caller.Of(context)).ConfigureAwait(false);
        await (refusal is null ? AnswerAsync(context, outcomes!) : ErrorAnswer.WriteAsync(context, Numbered(refusal, items.Length))).ConfigureAwait(false);
    }

    // Publishing numbers the errors of several orders; a batch of one is a batch too.
    private static Refusal Numbered(Refusal refusal, int items) => items == 1 ? refusal with { Error = $"[0] {refusal.Error}" } : refusal;

    private static async Task<(BatchItem?[]? Items, (int Status, string Text) Error)> ReadAsync(HttpContext context, LimitsOptions limits)
    {
        try
        {
            var (fits, items) = await RequestBody.ReadAsync(context.Request, limits.MaxBatchSize, Parse).ConfigureAwait(false);
            return !fits ? (null, (StatusCodes.Status413PayloadTooLarge, $"quota maxBatchSize exceeded, current limit: {limits.MaxBatchSize}"))
                : items is null ? (null, (StatusCodes.Status400BadRequest, "a JSON array of items is expected"))
                : items.Length > limits.MaxBatchItems ? (null, (StatusCodes.Status400BadRequest, $"a batch holds at most {limits.MaxBatchItems} items"))
                : (items, default);
        }
        catch (JsonException exception)
        {
            var place = $"{SettingErrors.Shortened(exception.Path ?? "$")}, line {exception.LineNumber + 1}";
            var expected = exception.InnerException is InvalidOperationException ? "a text without half characters (\\ud800 to \\udfff stand in pairs)" : "a JSON array of items";
            return (null, (StatusCodes.Status400BadRequest, $"{expected} is expected: {place}"));
        }
    }

    private static BatchItem?[]? Parse(ReadOnlySequence<byte> body) =>
        body.IsSingleSegment ? Parse(body.FirstSpan) : ParsePieces(body);

    private static BatchItem?[]? Parse(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body, ApiJson.Default.BatchItemArray);

    // In a rented array: a new one of this size costs a collection of all generations now and then.
    private static BatchItem?[]? ParsePieces(ReadOnlySequence<byte> body)
    {
        var rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(rented);
            return Parse(rented.AsSpan(0, (int)body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static async Task AnswerAsync(HttpContext context, IReadOnlyList<PublishOutcome> outcomes)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartArray();
            foreach (var outcome in outcomes)
            {
                Write(writer, outcome);
            }

            writer.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter writer, PublishOutcome outcome)
    {
        if (outcome.ScheduleId is { } schedule)
        {
            JsonSerializer.Serialize(writer, new(schedule), ApiJson.Default.MadeSchedule);
            return;
        }

        if (!outcome.IsTopic)
        {
            JsonSerializer.Serialize(writer, PublishedMessage.From(outcome.Messages[0], withUrl: false), ApiJson.Default.PublishedMessage);
            return;
        }

        JsonSerializer.Serialize(
            writer, [.. outcome.Messages.Select(message => PublishedMessage.From(message, withUrl: true))], ApiJson.Default.IReadOnlyListPublishedMessage);
    }
}

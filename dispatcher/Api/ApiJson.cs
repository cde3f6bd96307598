using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Postrider.Dispatcher.Topics;

namespace Postrider.Dispatcher.Api;

/// <summary>How the API writes JSON: camel case, absent instead of null, characters as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ScalingAnswer))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(PublishedMessage))]
[JsonSerializable(typeof(IReadOnlyList<PublishedMessage>))]
[JsonSerializable(typeof(RetriedAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(CancelledAnswer))]
[JsonSerializable(typeof(KeysAnswer))]
[JsonSerializable(typeof(MadeSchedule))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(GlobalParallelismAnswer))]
[JsonSerializable(typeof(FlowControlView))]
[JsonSerializable(typeof(IAsyncEnumerable<FlowControlView>))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(IReadOnlyList<QueueView>))]
[JsonSerializable(typeof(BatchItem[]))]
[JsonSerializable(typeof(TopicView))]
[JsonSerializable(typeof(IReadOnlyList<TopicView>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    private const int MaxDepth = 1000; // what nobody reads may be nested

    static ApiJson() => Default = new ApiJson(new JsonSerializerOptions(s_defaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth });
}

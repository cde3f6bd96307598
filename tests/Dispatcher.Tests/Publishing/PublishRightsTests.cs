using Postrider.Core.Model;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Tests.Publishing;

public sealed class PublishRightsTests
{
    private static readonly Destination Url = new Destination.ToUrl("https://a.example");
    private static readonly Destination Billing = new Destination.ToEndpoint(new("payments", "billing"));

    public static TheoryData<string, string, string[]> Settings => new()
    {
        { "", "", ["create messages in shop"] },
        { "Upstash-Queue-Name", "q", ["create messages in shop", "create queues/q in shop"] },
        { "Upstash-Callback", "https://b.example", ["create messages in shop", "create messages in shop"] },
        { "Upstash-Failure-Callback", "https://b.example", ["create messages in shop", "create messages in shop"] },
        { "Upstash-Callback-Failure-Callback", "https://b.example", ["create messages in shop", "create messages in shop"] },
        { "Upstash-Cron", "* * * * *", ["create messages in shop", "create schedules in shop"] },
        { "Upstash-Schedule-Id", "s", ["create messages in shop"] },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Each_setting_takes_what_it_does(string name, string value, string[] rights) =>
        Assert.Equal(rights, Of("https://a.example", Url, name.Length == 0 ? [] : [new(name, value)]));

    [Fact]
    public void A_schedule_of_a_given_id_is_changed() => Assert.Equal(
        ["create messages in shop", "update schedules/s in shop"], Of("https://a.example", Url, [new("Upstash-Cron", "* * * * *"), new("Upstash-Schedule-Id", "s")]));

    [Fact]
    public void Queue_and_callback_are_the_owners_and_the_schedule_is_the_callers() => Assert.Equal(
        ["publish endpoints/billing in payments", "create queues/q in payments", "create messages in payments", "create schedules in shop"],
        Of("billing.payments", Billing, [new("Upstash-Queue-Name", "q"), new("Upstash-Callback", "https://b.example"), new("Upstash-Cron", "* * * * *")]));

    [Theory]
    [InlineData("nothing", "publish topics/nothing in shop, or endpoints")]
    [InlineData("topic/nothing", "publish topics/nothing in shop")]
    [InlineData("endpoint/nothing", "publish endpoints/nothing in shop")]
    [InlineData("nothing.payments", "publish topics/nothing in payments, or endpoints")]
    [InlineData("topic/a.b.payments", "publish topics/a.b in payments")]
    [InlineData("no destination/x", null)]
    [InlineData("", null)]
    [InlineData("ftp://a.example", null)]
    public void What_nothing_has_takes_what_it_would_take_if_it_were_there(string text, string? right) => Assert.Equal(right is null ? [] : [right], Of(text, null, []));

    private static IEnumerable<string> Of(string text, Destination? destination, KeyValuePair<string, string>[] headers) =>
        PublishRights.Of(text, PublishInput.From(headers, []), destination, "shop").Select(request =>
            $"{request.Right.Verb} {request.Right.Resource}{(request.Name is null ? "" : $"/{request.Name}")} in {request.Namespace}{(request.Or is null ? "" : $", or {request.Or.Resource}")}");
}

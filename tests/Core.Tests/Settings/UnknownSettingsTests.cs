using Microsoft.Extensions.Configuration;
using Postrider.Core.Settings;

namespace Postrider.Core.Tests.Settings;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Post:Retries")]
    [InlineData("post:retries")]
    [InlineData("Post:Towns:0")]
    [InlineData("Post:Towns")]
    [InlineData("Post:Riders:0")]
    [InlineData("Post:Names:any")]
    [InlineData("Post:Stamp:Price")]
    [InlineData("Post:Span")]
    [InlineData("Post:Horses")]
    [InlineData("Elsewhere:Whatever")]
    public void What_is_a_setting_is_not_told(string key) => Assert.Empty(Told(key));

    [Theory]
    [InlineData("Post:Retry", "Post:Retry is no setting of this program, and ignored; Post has Horses, Names, Retries, Riders, Span, Stamp, Towns.")]
    [InlineData("Post:Count", "Post:Count is no setting of this program")]
    [InlineData("Post:Stamp:Prize", "Post:Stamp:Prize is no setting of this program, and ignored; Post:Stamp has Price.")]
    public void What_is_none_is_told_with_those_that_there_are(string key, string sentence) =>
        Assert.StartsWith(sentence, Assert.Single(Told(key)), StringComparison.Ordinal);

    private static IEnumerable<string> Told(string key) => UnknownSettings.Sentences(
        new ConfigurationBuilder().AddInMemoryCollection([new(key, "1")]).Build(), [new("Post", typeof(PostOptions)), new("Post", typeof(StableOptions))]);

    private sealed class PostOptions
    {
        public int? Retries { get; set; }

        public TimeSpan Span { get; set; }

        public IReadOnlyList<string> Towns { get; set; } = [];

        public IList<string> Riders { get; init; } = [];

        public Dictionary<string, string> Names { get; } = [];

        public StampOptions Stamp { get; set; } = new();

        public int Count => Towns.Count;
    }

    private sealed class StampOptions
    {
        public long Price { get; set; }
    }

    private sealed class StableOptions
    {
        public string? Horses { get; set; }
    }
}

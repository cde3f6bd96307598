using System.Collections.Concurrent;
using Postrider.Core.Model;

namespace Postrider.Core.Tests.Model;

public sealed class MessageIdTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    [InlineData(256)]
    public void What_is_written_is_read_back(int partition)
    {
        var id = MessageId.New(partition);
        Assert.True(MessageId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.Equal(partition, read.Partition);
        Assert.Matches("^msg_[1-9A-HJ-NP-Za-km-z]+$", id.ToString());
    }

    [Fact]
    public void Ids_that_are_made_on_several_threads_at_once_all_differ()
    {
        var made = new ConcurrentBag<MessageId>();
        Parallel.For(0, 10_000, _ => made.Add(MessageId.New(1)));
        Assert.Equal(10_000, made.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("msg_")]
    [InlineData("scd_abc")]
    [InlineData("msg_0OIl")]
    [InlineData("msg_abc")]
    [InlineData("msg_26hZCqM6oYcJ4D1bCHVVtN7nTrL9kQJSbrtPxTLZVjfEcLgnSEiV1VUTVSkfs2j")]
    [InlineData("msg_é")]
    [InlineData("msg_{~\u007f")]
    public void A_foreign_text_is_no_id(string text) => Assert.False(MessageId.TryParse(text, out _));

    [Fact]
    public void The_same_parts_give_the_same_id_and_others_another()
    {
        Assert.Equal(MessageId.FromParts(1, "a", "b"), MessageId.FromParts(1, "a", "b"));
        Assert.NotEqual(MessageId.FromParts(1, "a", "b"), MessageId.FromParts(1, "ab"));
        Assert.NotEqual(MessageId.FromParts(1, "a", "b"), MessageId.FromParts(1, "a", "b", ""));
        Assert.NotEqual(MessageId.FromParts(1, "a", "b"), MessageId.FromParts(2, "a", "b"));
    }
}

using Microsoft.Extensions.Options;
using Postrider.Core.Redis;
using Postrider.Core.Registry;
using Postrider.Core.Tests.Store;

namespace Postrider.Core.Tests.Registry;

public sealed class PartitionCountTests : StoreTest
{
    [Fact]
    public async Task The_first_program_sets_the_number_and_the_same_number_is_fine()
    {
        Assert.Null(await new PartitionCount(Connections, Scripts, Options).CheckAsync());
        Assert.Null(await new PartitionCount(Connections, Scripts, Options).CheckAsync());
    }

    [Fact]
    public async Task Another_number_is_refused_with_a_sentence_that_names_the_setting()
    {
        await new PartitionCount(Connections, Scripts, Options).CheckAsync();
        var eight = Microsoft.Extensions.Options.Options.Create(new RedisOptions { Configuration = Redis.Configuration, Partitions = 8 });
        Assert.Equal("Redis:Partitions is 8, but this Redis was set up with 4.", await new PartitionCount(Connections, Scripts, eight).CheckAsync());
    }
}

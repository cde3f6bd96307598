using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Delivery;

namespace Postrider.Dispatcher.Tests.Delivery;

public sealed class WorkerCapacityTests
{
    private readonly WorkerCapacity capacity = new(Options.Create(new DeliveryOptions { Concurrency = 40, Share = 64 }));

    [Fact]
    public void A_share_is_never_more_than_an_eighth() => Assert.Equal(5, capacity.Share);

    [Fact]
    public void No_more_places_are_given_than_there_are()
    {
        Assert.Equal(30, capacity.Reserve(30).Places);
        Assert.Equal(10, capacity.Reserve(30).Places);
        Assert.Equal(0, capacity.Reserve(1).Places);
        capacity.Return(7);
        Assert.Equal(7, capacity.Reserve(30).Places);
    }

    [Fact]
    public void What_a_destination_uses_beyond_its_share_is_borrowed_and_given_back()
    {
        var (_, all) = capacity.Reserve(12);
        Start("slow", 12);
        Assert.Equal(all - 7, capacity.Reserve(0).Borrow);
        End("slow", 7);
        Assert.Equal(all, capacity.Reserve(0).Borrow);
        End("slow", 5);
        Assert.Equal((40, all), capacity.Reserve(100));
    }

    [Fact]
    public void One_destination_never_takes_everything()
    {
        var (_, borrow) = capacity.Reserve(40);
        Assert.True(capacity.Share + borrow < 40);
        Assert.Equal(32, capacity.Share + borrow);
    }

    [Fact]
    public void Destinations_within_their_share_borrow_nothing()
    {
        var (_, all) = capacity.Reserve(15);
        Start("a", 5);
        Start("b", 5);
        Start("c", 5);
        Assert.Equal(all, capacity.Reserve(0).Borrow);
    }

    private void Start(string destination, int places)
    {
        for (var place = 0; place < places; place++)
        {
            capacity.Start(destination);
        }
    }

    private void End(string destination, int places)
    {
        for (var place = 0; place < places; place++)
        {
            capacity.End(destination);
        }
    }
}

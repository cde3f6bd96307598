using Postrider.Core.Waiting;

namespace Postrider.Core.Tests.Waiting;

public sealed class AlarmClockTests : IDisposable
{
    private static readonly TimeProvider Time = TimeProvider.System;
    private readonly AlarmClock clock = new(Time);

    public void Dispose() => clock.Dispose();

    [Fact]
    public async Task An_alarm_rings_at_its_moment_and_not_before()
    {
        var alarm = clock.Add();
        var moment = In(milliseconds: 30);
        alarm.Advance(moment);
        await alarm.WaitAsync().AsTask().WaitAsync(TestKit.Eventually.Patience);
        Assert.True(Time.GetTimestamp() >= moment);
    }

    [Fact]
    public async Task An_earlier_moment_wins_and_a_later_one_changes_nothing()
    {
        var alarm = clock.Add();
        alarm.Advance(In(milliseconds: 3_600_000));
        alarm.Advance(In(milliseconds: 20));
        alarm.Advance(In(milliseconds: 7_200_000));
        await alarm.WaitAsync().AsTask().WaitAsync(TestKit.Eventually.Patience);
    }

    [Fact]
    public async Task A_set_alarm_rings_at_once()
    {
        var alarm = clock.Add();
        alarm.Set();
        await alarm.WaitAsync().AsTask().WaitAsync(TestKit.Eventually.Patience);
    }

    [Fact]
    public async Task Many_alarms_ring_each_at_its_own_moment_again_and_again()
    {
        const int Rounds = 50;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            var alarm = clock.Add();
            for (var round = 0; round < Rounds; round++)
            {
                var moment = In(milliseconds: (number + round) % 5);
                alarm.Advance(moment);
                await alarm.WaitAsync().AsTask().WaitAsync(TestKit.Eventually.Patience);
                Assert.True(Time.GetTimestamp() >= moment);
            }
        }));
    }

    private static long In(int milliseconds) => Time.GetTimestamp() + (milliseconds * Time.TimestampFrequency / 1000);
}

using Campaigns;

namespace MiniKafka.Tests.Campaigns;

public sealed class SeedSourceTests
{
    [Fact]
    public void So_many_seeds_come_from_the_first_one_on()
    {
        var seeds = new SeedSource(first: 7, count: 3, SeedSource.NoLimit);
        Assert.Equal([7, 8, 9], seeds.All());
        Assert.Equal(3, seeds.Taken);
    }

    [Fact]
    public void A_time_that_is_over_still_lets_one_seed_run()
        => Assert.Equal([7], new SeedSource(first: 7, count: int.MaxValue, TimeSpan.Zero).All());

    [Fact]
    public void Several_threads_share_the_seeds()
    {
        var seeds = new SeedSource(first: 1, count: 1_000, SeedSource.NoLimit);
        var taken = new System.Collections.Concurrent.ConcurrentBag<int>();
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            foreach (var seed in seeds.All())
            {
                taken.Add(seed);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        Assert.Equal(Enumerable.Range(1, 1_000), taken.Order());
    }
}

using MiniKafka.Runtime;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Runtime;

public class RepeatedWarningsTests
{
    private readonly ListLogger _log = new();

    [Fact]
    public void Each_thing_is_warned_of_once_and_counted_then()
    {
        var warnings = new RepeatedWarnings(_log);
        Assert.True(warnings.IsFirst("a"));
        Assert.True(warnings.IsFirst("b"));
        Assert.All(Enumerable.Range(2, 150), _ => Assert.False(warnings.IsFirst("a")));
        Assert.Equal(["Information: a: warned of before, 10 times by now.", "Information: a: warned of before, 100 times by now."], _log.Lines);
    }

    [Fact]
    public void Whoever_makes_up_new_things_without_end_fills_neither_memory_nor_log()
    {
        var warnings = new RepeatedWarnings(_log);
        Assert.Equal(1000, Enumerable.Range(0, 5000).Count(i => warnings.IsFirst($"{i}")));
        Assert.False(warnings.IsFirst("0"));
        Assert.Equal(4, _log.Lines.Count);
    }
}

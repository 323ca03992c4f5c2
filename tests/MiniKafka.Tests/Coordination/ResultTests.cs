using MiniKafka.Coordination;
using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination;

/// <summary>Several results as one.</summary>
public sealed class ResultTests
{
    private readonly List<string> _called = [];

    [Fact]
    public void Merged_results_keep_all_that_they_carry_in_order()
    {
        var merged = Result.Merge([Part("a"), Result.Nothing, Result.Of(Record("b")), Part("c")]);
        Assert.Equal("abc", Text(merged));
        Assert.Equal(2, merged.Requests.Count);
        Assert.Equal("AC", Text(merged.Replayed!()));
        Assert.Equal("a!c!", Text(merged.Settled!(ErrorCode.RequestTimedOut)));
        Assert.Equal(["a replayed", "c replayed", "a RequestTimedOut", "c RequestTimedOut"], _called);
    }

    [Fact]
    public void Merged_records_belong_together_when_those_of_any_part_do()
    {
        var loose = new Result { Records = [Record("a")], IsAtomic = false };
        Assert.False(Result.Merge([loose, loose]).IsAtomic);
        Assert.False(Result.Merge([loose, new Result { Settled = _ => Result.Nothing }]).IsAtomic);
        Assert.True(Result.Merge([loose, Result.Of(Record("b"))]).IsAtomic);
    }

    [Fact]
    public void Nothing_merged_with_nothing_is_nothing() =>
        Assert.Same(Result.Nothing, Result.Merge([Result.Nothing, Result.Merge([])]));

    private static CoordinatorRecord Record(string text) => new([0, 0], System.Text.Encoding.UTF8.GetBytes(text));

    private static string Text(Result result) => string.Concat(result.Records.Select(record => System.Text.Encoding.UTF8.GetString(record.Value!)));

    private Result Part(string name) => new()
    {
        Records = [Record(name)],
        Requests = [new OutgoingRequest<string>(() => Task.FromResult<string?>(name), _ => null)],
        Replayed = () =>
        {
            _called.Add($"{name} replayed");
            return Result.Of(Record(name.ToUpperInvariant()));
        },
        Settled = error =>
        {
            _called.Add($"{name} {error}");
            return Result.Of(Record($"{name}!"));
        },
    };
}

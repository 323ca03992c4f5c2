using System.Runtime.CompilerServices;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>What is wrong when a rule does not hold: put into words only then, as the referee looks many thousand times a second.</summary>
[InterpolatedStringHandler]
internal ref struct Otherwise
{
    private DefaultInterpolatedStringHandler _words;

    public Otherwise(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        _words = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    public void AppendLiteral(string value) => _words.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _words.AppendFormatted(value);

    public string Told() => _words.ToStringAndClear();
}

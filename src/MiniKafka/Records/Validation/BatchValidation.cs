using MiniKafka.Model;

namespace MiniKafka.Records.Validation;

/// <summary>What came out of looking at a produced batch. Only with <see cref="ErrorCode.None"/> may it be appended.</summary>
internal readonly struct BatchValidation
{
    private readonly IReadOnlyList<RecordProblem>? _problems;

    private BatchValidation(ErrorCode error, string? message, IReadOnlyList<RecordProblem>? problems, int sizeInBytes, long maxTimestamp)
    {
        Error = error;
        Message = message;
        SizeInBytes = sizeInBytes;
        MaxTimestamp = maxTimestamp;
        _problems = problems;
    }

    public ErrorCode Error { get; }

    /// <summary>What is wrong, for people; null without an error.</summary>
    public string? Message { get; }

    /// <summary>The records that are to blame, where it is single records.</summary>
    public IReadOnlyList<RecordProblem> Problems => _problems ?? [];

    /// <summary>The size of the batch; what follows it in the entry is the beginning of another one, to be dropped.</summary>
    public int SizeInBytes { get; }

    /// <summary>What the stored batch has to state as its maximum timestamp, whatever its producer wrote there.</summary>
    public long MaxTimestamp { get; }

    public static BatchValidation Good(int sizeInBytes, long maxTimestamp) =>
        new(ErrorCode.None, message: null, problems: null, sizeInBytes, maxTimestamp);

    public static BatchValidation Bad(ErrorCode error, string message, IReadOnlyList<RecordProblem>? problems = null) =>
        new(error, message, problems, sizeInBytes: 0, RecordBatchFormat.NoTimestamp);
}
